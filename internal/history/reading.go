package history

import (
	"time"

	"github.com/trackreg/trackreg/queue"
)

const (
	// Every is the time between two readings.
	Every = 15 * time.Second
	// gap is the time between two readings from which on nobody has looked meanwhile.
	gap = 4 * Every
)

// Outage is why an account is closed that waits because 17TRACK does not answer; the other reasons
// are those of package gate.
const Outage = "outage"

// Reading is how an account's counters stood at one time.
type Reading struct {
	At        time.Time    // by Redis's clock
	Totals    queue.Totals // outcomes, since the account was first used
	Calls     int64        // likewise
	Throttles int64        // likewise, answers of 429
	Backlog   int64        // numbers that could go, and have not ended
	Closed    string       // why the account is closed; "": it is open
	Since     time.Time    // since when it is; zero: not known
}

// kept is the newest reading as Redis has it, and the spell in which the account is since.
type kept struct {
	At        time.Time    `json:"at"`
	Totals    queue.Totals `json:"totals"`
	Calls     int64        `json:"calls"`
	Throttles int64        `json:"throttles"`
	Spell     *Spell       `json:"spell,omitempty"`
}

// follow is what is kept after a reading, and the spell that it found at its end; nil: none.
func (k *kept) follow(r Reading) (next kept, ended *Spell) {
	next = kept{At: r.At, Totals: r.Totals, Calls: r.Calls, Throttles: r.Throttles}
	before := (*Spell)(nil)
	if k != nil {
		before = k.Spell
	}
	same := before != nil && before.Reason == r.Closed && (r.Since.IsZero() || !r.Since.After(before.To))
	if before != nil && !same {
		over := *before
		if r.At.Sub(k.At) < gap {
			over.To = r.At
		}
		ended = &over
	}
	switch {
	case r.Closed == "":
	case same:
		next.Spell = &Spell{Reason: r.Closed, From: before.From, To: r.At}
	default:
		next.Spell = &Spell{Reason: r.Closed, From: begunAt(r), To: r.At}
	}
	return next, ended
}

func begunAt(r Reading) time.Time {
	if r.Since.IsZero() || r.Since.After(r.At) {
		return r.At
	}
	return r.Since
}
