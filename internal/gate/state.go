package gate

import "time"

// LatchName names one of the two latches.
type LatchName string

// The latches.
const (
	AccountLatch LatchName = "account" // closes everything
	QuotaLatch   LatchName = "quota"   // closes what spends
)

// Reason is why a latch is closed; "" when it is open.
type Reason string

// The reasons of the account latch, then those of the quota latch.
const (
	Throttled    Reason = "throttle"
	Held         Reason = "hold"
	Paused       Reason = "paused" // by hand; never ends by itself
	DailyLimited Reason = "daily_limit"
	QuotaDrained Reason = "drained"
	Reserved     Reason = "reserve" // closes ranks above 0 only
)

// Latch is the state of one latch.
type Latch struct {
	Reason   Reason    // "": open
	Why      string    // for people
	Since    time.Time // when it first closed
	Until    time.Time // when it is next half-open at the latest; zero: not by itself (Paused, Reserved)
	HalfOpen bool      // Until has passed: one call may go as a probe
	Probes   int       // probes since it first closed
}

// Closed reports whether the latch holds calls back without letting a probe through.
func (l Latch) Closed() bool { return l.Reason != "" && !l.HalfOpen }

// Pace is the spacing of slots.
type Pace struct {
	Spacing time.Duration // between two slots now
	Ceiling time.Duration // what the vendor's limit would allow: one second over RequestsPerSecond
	Floor   time.Duration // the least spacing after the latest 429, giving way by about a millisecond in ten minutes; 0: none
	Next    time.Time     // no slot before this
}

// BackingOff is the account's state after answers that say nothing.
type BackingOff struct {
	Failures int       // in a row
	Since    time.Time // the first of them; zero: not known
	Until    time.Time // no call before this
	Why      string    // what the latest said, for people
}

// Outage reports whether so many calls in a row have failed that it is no accident of one of them.
func (b BackingOff) Outage() bool { return b.Failures >= 3 }

// Quota is what getquota last showed; a negative number was not given.
type Quota struct {
	Remain    int64 // counted down by what was accepted since
	TodayUsed int64 // counted up by what was accepted since
	MaxDaily  int64 // 0: no daily limit
	Total     int64
	Used      int64
	At        time.Time // when it was read; zero: never
	By        string    // names the key it was read with; "": not known
	Due       time.Time // when getquota should be asked next; not after State.Now: now
}

// Known reports whether the remaining quota is known.
func (q Quota) Known() bool { return !q.At.IsZero() && q.Remain >= 0 }

// State is the whole state of a gate, for decisions of the keeper and for people.
type State struct {
	Now     time.Time // Redis's clock
	Success time.Time // last success; zero: none yet
	Account Latch
	Spend   Latch // the quota latch
	Pace    Pace
	Again   BackingOff
	Quota   Quota
	Size    int   // batch size in force
	Calls   int64 // slots granted since the account was first used
	Probing bool  // a probe is under way

	// Unprobed: the account is half-open, and nobody comes with anything to probe with. A getquota
	// asked now is the probe.
	Unprobed bool

	Throttles int64 // calls answered 429 since the account was first used
}

// Status is the state in one word: "open", "paused", "held", "throttled", "half_open", "drained",
// "daily_limit", or "reserve" when only live numbers may spend. The account latch comes before the quota's.
func (s State) Status() string {
	for _, l := range []Latch{s.Account, s.Spend} {
		switch {
		case l.HalfOpen:
			return "half_open"
		case l.Reason == Held:
			return "held"
		case l.Reason == Throttled:
			return "throttled"
		case l.Reason != "":
			return string(l.Reason)
		}
	}
	return "open"
}
