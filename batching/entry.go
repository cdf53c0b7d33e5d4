package batching

import "time"

// place is where an entry is. It has exactly one at any time.
type place int

const (
	inLine place = iota // may go in any call of its lane
	behind              // waits for another of the same Key
	aside               // member of a group that is set aside
	flying              // in a call, or its result is being recorded
	ended               // its caller has been answered, or has withdrawn it
)

// ending is what a caller of Do is told.
type ending[R any] struct {
	value R
	err   error
}

// entry is an item on its way through the batcher.
type entry[T, R any] struct {
	item  Item[T]
	done  chan ending[R] // holds one: telling never blocks
	seq   uint64         // order of arrival
	place place
	left  bool // its caller has gone while it was flying: it must not go back

	twins      *twins[T, R] // those of the same Key; nil for the empty one
	founded    twins[T, R]  // where they are kept if this was the first of them: saves an allocation
	group      *group[T, R] // while aside
	prev, next *entry[T, R] // neighbours in the list that it is in

	failed      bool      // a call that it went in from the line has ended in Again
	failedSince time.Time // when that was, on the account's clock
}

// end answers the caller. It is called once for an entry.
func (e *entry[T, R]) end(value R, err error) {
	e.place = ended
	e.done <- ending[R]{value, err}
}

// leave ends an entry that its caller has withdrawn.
func (e *entry[T, R]) leave() {
	var none R
	e.end(none, errLeft)
}

// clear forgets failures: a call with this item has been answered.
func (e *entry[T, R]) clear() {
	e.failed, e.failedSince = false, time.Time{}
}
