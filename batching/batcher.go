package batching

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Batcher takes single items and has them sent in batches. Its methods may be called by any number
// of goroutines. Make one with [New] and run it with [Batcher.Run].
type Batcher[T, R any] struct {
	cfg     Config
	slots   Slots
	carrier Carrier[T, R]
	wake    chan struct{} // filled when something may have come up for the dispatcher; holds one

	mu      sync.Mutex
	state   *state[T, R]
	phase   phase
	abandon context.CancelFunc // ends the calls' context; nil unless running
	nudged  bool               // the dispatcher is to ask again even if no class has joined
}

// phase is how far a Batcher's one run has come.
type phase int

const (
	idle phase = iota
	running
	closed
)

// New returns a Batcher that sends through carrier when slots allows. Items can be handed to it at
// once; they are sent when [Batcher.Run] runs.
func New[T, R any](cfg Config, slots Slots, carrier Carrier[T, R]) *Batcher[T, R] {
	cfg = cfg.withDefaults()
	return &Batcher[T, R]{
		cfg:     cfg,
		slots:   slots,
		carrier: carrier,
		wake:    make(chan struct{}, 1),
		state:   newState[T, R](cfg),
	}
}

// Do hands over an item and blocks until it is settled; it returns the item's own result, which has
// been recorded by then. Otherwise the error is one of:
//   - the context's: the item was withdrawn, unsettled. An item that is in a call can't be: Do then
//     waits for the call's end, and returns the item's result if there is one;
//   - [*GiveBack]: a suspect had to make room;
//   - [ErrClosed]: Run has ended, or ends while the item waits.
func (b *Batcher[T, R]) Do(ctx context.Context, item Item[T]) (R, error) {
	var none R
	if err := ctx.Err(); err != nil {
		return none, err
	}
	e, err := b.add(item)
	if err != nil {
		return none, err
	}
	select {
	case end := <-e.done:
		return end.value, end.err
	case <-ctx.Done():
		return b.withdraw(ctx, e)
	}
}

func (b *Batcher[T, R]) add(item Item[T]) (*entry[T, R], error) {
	e := &entry[T, R]{item: item, done: make(chan ending[R], 1)}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase == closed {
		return nil, ErrClosed
	}
	if b.state.add(e) {
		b.signal()
	}
	return e, nil
}

// withdraw takes back an item whose caller's context has ended, unless it has ended itself meanwhile.
// Of one in a call nobody can say yet whether it is settled.
func (b *Batcher[T, R]) withdraw(ctx context.Context, e *entry[T, R]) (R, error) {
	b.takeBack(e)
	end := <-e.done
	if errors.Is(end.err, errLeft) {
		return end.value, ctx.Err()
	}
	return end.value, end.err
}

func (b *Batcher[T, R]) takeBack(e *entry[T, R]) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e.place {
	case ended:
	case flying:
		e.left = true
	default:
		if b.state.withdraw(e) {
			b.signal()
		}
		e.leave()
	}
}

// Nudge makes the batcher ask its Slots again at once, if it is waiting out an earlier answer.
func (b *Batcher[T, R]) Nudge() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.nudged = true
	b.signal()
}

// Stats returns what the batcher holds now.
func (b *Batcher[T, R]) Stats() Stats {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state.stats()
}

// signal wakes the dispatcher; one signal stands for any number of reasons.
func (b *Batcher[T, R]) signal() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// look returns the classes that could go now, and when the next group that waits comes due.
func (b *Batcher[T, R]) look() (waiting []Waiting, due time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	return b.state.waiting(now), b.state.nextDue(now)
}
