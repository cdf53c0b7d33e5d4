package gate

import "time"

// QuotaLane is the lane of the vendor's getquota call. It takes a slot like any call, and passes the
// quota latch and a half-open account latch, opening neither; save that it is the probe of an account
// that has nothing else to probe with ([State.Unprobed]).
const QuotaLane = "getquota"

// Class is a kind of work a process has waiting.
type Class struct {
	Lane   string // the operation; a slot is for one lane only
	Rank   int    // the lower goes first: 0 live, 2 bulk
	Spends bool   // costs quota
	Fresh  bool   // numbers never tried are among what waits
}

// Slot is the answer to [Gate.Take]: one call may be made now, or none and when to ask again.
type Slot struct {
	May     []int         // indexes into what was waiting, all of one lane, in that order; empty: no call now
	Wait    time.Duration // ask again after this (0 when a call may be made; at most a second)
	Probe   bool          // the call is the one that decides whether a latch opens
	Lease   string        // names the granted call; hand it back in the Report ("" when no call may be made)
	Most    int           // batch size in force for this call
	At      time.Time     // Redis's clock at the decision
	Changed []Change      // what the asking changed: a latch first seen half-open, the batch size grown
}
