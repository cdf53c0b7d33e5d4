package batching

import (
	"context"
	"time"
)

// Slots says when the next call may go.
type Slots interface {
	// Take asks for a call now, for the classes of which items wait (never empty; by Rank, then Lane).
	// An answer without May is no permission: the batcher asks again after Wait, or sooner if a class
	// joins that was not waiting or turns Fresh, or after [Batcher.Nudge].
	// An error is no answer: the batcher backs off and asks again; no item is lost or blamed.
	//
	// Take is called by one goroutine at a time. Its context ends with Run's.
	Take(ctx context.Context, waiting []Waiting) (Slot, error)
}

// Returner is a [Slots] that wants to know of a slot that was granted in vain, because the items
// that waited were withdrawn meanwhile: a probe's lease then need not run out.
type Returner interface {
	Return(ctx context.Context, slot Slot)
}

// Slot is the answer to a request for a call.
type Slot struct {
	// May lists the classes, of one Lane, whose items may go in this call now. None: no call may go.
	May []Class
	// Wait is how long to wait before asking again when May is empty; at least a millisecond is waited.
	// It should be short where the answer can change without the batcher hearing of it.
	Wait time.Duration
	// Probe marks a call that finds out whether the way is clear: items not set aside go in it before
	// groups, halves and suspects, not after.
	Probe bool
	// Most is the size a batch may have now; 0, or more than [Config].Most: that one.
	Most int
	// Lease names a probe; "" otherwise. The batcher only hands it on in [Batch].
	Lease string
}
