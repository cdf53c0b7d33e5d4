package batching

import (
	"context"
	"errors"
)

// errTwice is what a second Run at the same time gets.
var errTwice = errors.New("batching: Run is called while the batcher runs")

// Run sends batches until ctx ends. Then it takes no slot any more, waits until the calls in flight
// have ended and are recorded, answers all that still wait, and all that come later, with [ErrClosed],
// and returns nil. Calls in flight do not see ctx end; to cut them off too, call [Batcher.Abandon].
// A batcher runs once: a second Run returns an error at once.
func (b *Batcher[T, R]) Run(ctx context.Context) error {
	calls, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	if err := b.open(abandon); err != nil {
		return err
	}
	defer b.close()
	newDispatcher(b, calls).run(ctx)
	return nil
}

func (b *Batcher[T, R]) open(abandon context.CancelFunc) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.phase {
	case running:
		return errTwice
	case closed:
		return ErrClosed
	}
	b.phase, b.abandon = running, abandon
	return nil
}

func (b *Batcher[T, R]) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.phase, b.abandon = closed, nil
	b.state.close()
}

// Abandon ends the context of the calls in flight, and of their recording, so that Run, whose context
// must end as well, returns as soon as they do. What they had not recorded is lost to their callers,
// who get [ErrClosed]. It does not wait. Before and after Run it does nothing.
func (b *Batcher[T, R]) Abandon() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.abandon != nil {
		b.abandon()
	}
}
