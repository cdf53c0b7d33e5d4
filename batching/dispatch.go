package batching

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// dispatcher sends a batcher's batches. One goroutine, Run's, takes slots and batches; each call has a
// goroutine of its own while it lasts.
type dispatcher[T, R any] struct {
	*Batcher[T, R]
	calls     context.Context // the calls' own, which outlives Run's
	free      *semaphore.Weighted
	flights   errgroup.Group
	taking    *trouble
	recording *trouble
}

func newDispatcher[T, R any](b *Batcher[T, R], calls context.Context) *dispatcher[T, R] {
	return &dispatcher[T, R]{
		Batcher:   b,
		calls:     calls,
		free:      semaphore.NewWeighted(int64(b.cfg.InFlight)),
		taking:    newTrouble(b.cfg),
		recording: newTrouble(b.cfg),
	}
}

// run sends until ctx ends, and then waits for the calls in flight.
func (d *dispatcher[T, R]) run(ctx context.Context) {
	for ctx.Err() == nil {
		d.dispatch(ctx)
	}
	_ = d.flights.Wait() // its functions return no error
}

// dispatch sends the next batch. It returns without one when ctx has ended or nothing waits any more.
func (d *dispatcher[T, R]) dispatch(ctx context.Context) {
	d.awaitWork(ctx)
	if d.free.Acquire(ctx, 1) != nil {
		return
	}
	f := d.next(ctx)
	if f == nil {
		d.free.Release(1)
		return
	}
	d.flights.Go(func() error {
		defer d.free.Release(1)
		d.fly(f)
		return nil
	})
}

// awaitWork blocks until something could go in a call.
func (d *dispatcher[T, R]) awaitWork(ctx context.Context) {
	for ctx.Err() == nil {
		waiting, due := d.look()
		if len(waiting) > 0 {
			return
		}
		d.sleep(ctx, due)
	}
}

// next gets a slot and only then takes what goes in it.
func (d *dispatcher[T, R]) next(ctx context.Context) *flight[T, R] {
	for {
		d.taking.outlast(ctx)
		d.recording.outlast(ctx)
		waiting := d.ask()
		if ctx.Err() != nil || len(waiting) == 0 {
			return nil
		}
		slot, err := d.slots.Take(ctx, waiting)
		d.taking.note(err)
		switch {
		case err != nil:
		case len(slot.May) == 0:
			d.pause(ctx, waiting, slot.Wait)
		default:
			return d.take(ctx, slot)
		}
	}
}

// take takes the batch for a slot. If there is none any more, or the batcher is to end, the slot goes
// unused, and whoever gave it is told.
func (d *dispatcher[T, R]) take(ctx context.Context, slot Slot) *flight[T, R] {
	var f *flight[T, R]
	if ctx.Err() == nil {
		d.mu.Lock()
		f = d.state.take(slot, time.Now())
		d.mu.Unlock()
	}
	if r, ok := d.slots.(Returner); ok && f == nil {
		r.Return(d.calls, slot)
	}
	return f
}

// ask returns the classes to ask for; what has been nudged for before is served with that.
func (d *dispatcher[T, R]) ask() []Waiting {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.nudged = false
	return d.state.waiting(time.Now())
}

// shortestWait keeps a Slots that says neither yes nor when from being asked in a busy loop.
const shortestWait = time.Millisecond

// pause waits as long as the answer to asked says, or until asking again could get another answer.
func (d *dispatcher[T, R]) pause(ctx context.Context, asked []Waiting, wait time.Duration) {
	end := time.Now().Add(max(wait, shortestWait))
	for ctx.Err() == nil && time.Now().Before(end) {
		waiting, due := d.look()
		if d.wasNudged() || gained(asked, waiting) {
			return
		}
		if due.IsZero() || due.After(end) {
			due = end
		}
		d.sleep(ctx, due)
	}
}

func (d *dispatcher[T, R]) wasNudged() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.nudged
}

// gained tells whether waiting has a class that asked has not, or has it Fresh only now.
func gained(asked, waiting []Waiting) bool {
	return slices.ContainsFunc(waiting, func(w Waiting) bool {
		return !slices.ContainsFunc(asked, func(a Waiting) bool {
			return a.Class == w.Class && (a.Fresh || !w.Fresh)
		})
	})
}

// sleep waits for a signal, or until a time if that is not zero.
func (d *dispatcher[T, R]) sleep(ctx context.Context, until time.Time) {
	var alarm <-chan time.Time
	if !until.IsZero() {
		timer := time.NewTimer(time.Until(until))
		defer timer.Stop()
		alarm = timer.C
	}
	select {
	case <-d.wake:
	case <-alarm:
	case <-ctx.Done():
	}
}
