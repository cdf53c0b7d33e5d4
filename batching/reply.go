package batching

import "time"

// Whole is what a call's end says about the batch as a whole.
type Whole int

const (
	// Answered: each item has a result of its own, in [Reply].Results.
	Answered Whole = iota
	// Front: the end says nothing of the items (too many calls, a closed account). They go back to
	// the front of their class, or stay the group they were; nothing is counted.
	Front
	// Again: the same items again, soon. It is most likely not theirs, but it may be.
	Again
	// Split: the call was refused because of what is in it. The batch is halved, down to the one at fault.
	Split
)

// String names w in lower case.
func (w Whole) String() string {
	switch w {
	case Answered:
		return "answered"
	case Front:
		return "front"
	case Again:
		return "again"
	case Split:
		return "split"
	}
	return "unknown"
}

// Reply is how a call ended.
type Reply[R any] struct {
	Whole Whole
	// Results, for [Answered]: one for each item of the batch, in its order. An item without one is
	// treated as [Result].Keep.
	Results []Result[R]
	// Own, for [Again] and [Split]: the result of the batch's item i if the failure turns out to be
	// its own. Without it nobody is ever found guilty.
	Own func(i int) R
	// Ask: the call's end lets the next go sooner than an earlier answer of [Slots] may have said, so the
	// batcher asks again at once.
	Ask bool
	// Now is when the call's end was noted and Success when any call of the account, this one
	// included, last succeeded, both on the one clock that all callers of the account share. A zero
	// Success: none yet. Times of the local clock would blame items for clocks that differ.
	Now, Success time.Time
}

// Result is what became of one item of an answered call.
type Result[R any] struct {
	Value R
	// Keep: not settled. The item goes to the front again; nothing is counted.
	Keep bool
}

// passedSince tells whether another call of the account has succeeded after t. A success later than
// Now is left from a clock that was ahead, and proves nothing.
func (r Reply[R]) passedSince(t time.Time) bool {
	return r.Success.After(t) && !r.Success.After(r.Now)
}
