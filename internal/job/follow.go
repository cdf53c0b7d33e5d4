package job

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/queue"
)

// watch is the part of queue.Watch that a run needs.
type watch interface {
	Next(ctx context.Context) ([]queue.Delivery, error)
}

// follower brings outcomes to what is awaited.
type follower struct {
	watch     watch
	awaited   *awaited
	stopwatch *stopwatch
	room      *semaphore.Weighted
	heard     func()      // is told after outcomes that ended rows
	last      atomic.Bool // nothing more will be written: end when all has been read
}

// run follows until last is set and everything has been read, or ctx ends. A
// Redis in passing trouble is waited for, unless last is set.
func (f *follower) run(ctx context.Context) error {
	for {
		last := f.last.Load()
		deliveries, err := f.watch.Next(ctx)
		if err != nil {
			if trouble, ok := redistrouble.Diagnose(err); last || ctx.Err() != nil || !ok || !trouble.Passing {
				return err
			}
			_ = retry.Wait(ctx, troubleWait)
			continue
		}
		f.take(deliveries)
		if last && len(deliveries) == 0 {
			return nil
		}
	}
}

func (f *follower) take(deliveries []queue.Delivery) {
	ended := 0
	for _, d := range deliveries {
		ended += f.awaited.outcome(d.Outcome)
	}
	if ended == 0 {
		return
	}
	f.stopwatch.outcomes(ended)
	f.room.Release(int64(ended))
	f.heard()
}
