package job

import (
	"context"
	"fmt"
	"time"

	"github.com/trackreg/trackreg/internal/gate"
)

const (
	// gateInterval is how often a run looks at the account's gate.
	gateInterval = 500 * time.Millisecond
	// gateLooks is how many looks in a row must find the account closed: a latch
	// that the run's own first calls open again is closed for a moment only.
	gateLooks = 3
	// firstReading is how long a run waits for its worker's first getquota.
	firstReading = 40 * time.Second
	// longThrottle is the longest Retry-After that a run waits out.
	longThrottle = time.Minute
)

// Gate is the part of an account's gate that a run uses.
type Gate interface {
	Read(ctx context.Context) (gate.State, error)
	ProbeNow(ctx context.Context) (gate.Effect, error)
}

// gateWatch watches for an account that closes under a run.
type gateWatch struct {
	gate    Gate
	account string
	live    bool
	seen    func(gate.State) // is told of every look
	begun   time.Time        // by the gate's clock
}

// watch blocks until the account has been closed for longer than a moment and
// returns why, in a sentence; or until ctx ends, and then returns "". A gate that
// cannot be read is not a closed one.
func (c *gateWatch) watch(ctx context.Context) string {
	tick := time.NewTicker(gateInterval)
	defer tick.Stop()
	for looks := 0; ; {
		if state, err := c.gate.Read(ctx); err == nil {
			c.seen(state)
			latch, closed := c.closed(state)
			if looks++; !closed {
				looks = 0
			}
			if looks >= gateLooks {
				return sentence(latch, c.account, state.Now)
			}
		}
		select {
		case <-ctx.Done():
			return ""
		case <-tick.C:
		}
	}
}

// closed tells whether the gate is closed for the rows of the run, and by which latch.
func (c *gateWatch) closed(s gate.State) (gate.Latch, bool) {
	if c.begun.IsZero() {
		c.begun = s.Now
	}
	for _, latch := range []gate.Latch{s.Account, s.Spend} {
		if latch.Closed() && !s.Probing && !c.passes(latch, s) {
			return latch, true
		}
	}
	return gate.Latch{}, false
}

// passes tells whether the run can wait for the latch to open, or need not.
func (c *gateWatch) passes(l gate.Latch, s gate.State) bool {
	switch l.Reason {
	case gate.Throttled:
		return l.Until.Sub(s.Now) <= longThrottle
	case gate.Held, gate.Paused:
		return false
	case gate.Reserved:
		if c.live {
			return true
		}
	}
	// What closed for want of quota may open by the reading with which a worker begins.
	return s.Quota.At.Before(c.begun) && s.Now.Sub(c.begun) < firstReading
}

// sentence says why an account is closed, until when, and what opens it.
func sentence(l gate.Latch, account string, now time.Time) string {
	text := fmt.Sprintf("account %s %s", account, closedAs[l.Reason])
	if l.Why != "" {
		text += " (" + l.Why + ")"
	}
	if l.Reason == gate.Paused {
		return text + ": open it with `trackreg account resume " + account + "`"
	}
	if wait := l.Until.Sub(now); !l.Until.IsZero() && wait > 0 {
		text += fmt.Sprintf(": it is tried again in %s", wait.Round(time.Second))
	}
	return text
}

// closedAs says of each reason what the account is.
var closedAs = map[gate.Reason]string{
	gate.Throttled:    "is throttled by 17TRACK",
	gate.Held:         "is held: 17TRACK refuses its calls",
	gate.Paused:       "is paused by hand",
	gate.DailyLimited: "has spent its daily limit",
	gate.QuotaDrained: "has no quota left",
	gate.Reserved:     "keeps the rest of its quota for live numbers",
}
