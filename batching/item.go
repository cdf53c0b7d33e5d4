package batching

import "time"

// Item is one caller's part of a batch.
type Item[T any] struct {
	Class
	// Key identifies what the item is about. Two items with equal Keys never share a batch and are never
	// both in a call: the second goes in a later one, after the first has settled or gone back to the
	// line. The empty Key equals no other.
	Key string
	// ID is what the item is known by when it is handed in again after it was withdrawn or given back: what
	// its failures have shown is remembered for some minutes. Without it the item is new each time.
	ID string
	// Value is what is sent; the batcher does not look at it.
	Value T
	// Pinned marks an item that may not be given back with a delay (see [GiveBack]).
	Pinned bool
}

// Batch is what goes in one call.
type Batch[T any] struct {
	// Items holds at least one item, all of one Lane.
	Items []Item[T]
	// Slot is the permission that this call uses up.
	Slot Slot
	// RefusedSince is when these items were first in a call that ended in [Split], on the account's clock
	// ([Reply].Now); zero if they never were. With one item in the batch it tells since when that item
	// is under suspicion.
	RefusedSince time.Time
}

// Settled is an item with its final result.
type Settled[T, R any] struct {
	Item   Item[T]
	Result R
}
