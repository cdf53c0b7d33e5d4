package standing

import (
	"time"

	"github.com/trackreg/trackreg/internal/gate"
)

// Gate is whether an account may call.
type Gate struct {
	State   string `json:"state"` // "open", or the reason of the latch that closes most
	Account Latch  `json:"account"`
	Quota   Latch  `json:"quota"`
	Backing int64  `json:"failures_in_a_row"` // of calls that said nothing; they are waited out
}

// Closing is the latch that closes most; one without a reason where the gate is open.
func (g Gate) Closing() Latch {
	if g.Account.Reason != "" {
		return g.Account
	}
	return g.Quota
}

// Latch is one of the gate's two latches.
type Latch struct {
	Reason   string     `json:"reason"` // "": open
	Why      string     `json:"why,omitempty"`
	Since    *time.Time `json:"since,omitempty"`
	Until    *time.Time `json:"until,omitempty"` // absent: not by itself
	HalfOpen bool       `json:"half_open"`
	Probes   int        `json:"probes"`
}

// Open is the State of a gate that lets every call pass.
const Open = "open"

// States are all that Gate.State can be.
func States() []string {
	return []string{
		Open, string(gate.Throttled), string(gate.Held), string(gate.Paused),
		string(gate.DailyLimited), string(gate.QuotaDrained), string(gate.Reserved),
	}
}

func gateOf(s gate.State) Gate {
	g := Gate{State: Open, Account: latchOf(s.Account), Quota: latchOf(s.Spend), Backing: int64(s.Again.Failures)}
	for _, l := range []gate.Latch{s.Account, s.Spend} {
		if l.Reason != "" {
			g.State = string(l.Reason)
			break
		}
	}
	return g
}

func latchOf(l gate.Latch) Latch {
	return Latch{
		Reason: string(l.Reason), Why: l.Why, Since: timeOf(l.Since), Until: timeOf(l.Until),
		HalfOpen: l.HalfOpen, Probes: l.Probes,
	}
}

// timeOf makes a zero time absent.
func timeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	utc := t.UTC()
	return &utc
}
