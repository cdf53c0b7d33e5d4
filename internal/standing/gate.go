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
	// Outage is there while so many calls in a row said nothing that it is no accident. It closes no
	// latch, so that State can be "open" meanwhile; see Condition.
	Outage *Outage `json:"outage,omitempty"`
}

// Outage is a time in which 17TRACK gives no answer that says anything: a network, a firewall's page,
// errors of its own.
type Outage struct {
	Calls int64      `json:"calls"`           // in a row, those in flight together as one
	Since *time.Time `json:"since,omitempty"` // the first of them; absent: not known
	Until *time.Time `json:"until,omitempty"` // no call before this
	Why   string     `json:"why,omitempty"`   // what the latest said
}

// Condition is State, or OutageCondition for a gate that is open while nobody answers.
func (g Gate) Condition() string {
	if g.State == Open && g.Outage != nil {
		return OutageCondition
	}
	return g.State
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

// OutageCondition is a Condition that is no State, which scripts read.
const OutageCondition = "outage"

// Conditions are all that Gate.Condition can be.
func Conditions() []string {
	return []string{
		Open, OutageCondition, string(gate.Throttled), string(gate.Held), string(gate.Paused),
		string(gate.DailyLimited), string(gate.QuotaDrained), string(gate.Reserved),
	}
}

func gateOf(s gate.State) Gate {
	g := Gate{State: Open, Account: latchOf(s.Account), Quota: latchOf(s.Spend), Backing: int64(s.Again.Failures)}
	if a := s.Again; a.Outage() {
		g.Outage = &Outage{Calls: int64(a.Failures), Since: timeOf(a.Since), Until: timeOf(a.Until), Why: a.Why}
	}
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
