package importer

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/importer/follow"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/queue"
)

const (
	// roomInterval is how often is looked whether there is room for more rows.
	roomInterval = 250 * time.Millisecond
	// delayedTimes is how many times as many numbers may wait for their time as may be pending.
	delayedTimes = 10
	// While fewer outcomes than warmUp have come, at most cautious rows are outstanding, so that
	// a file in which most is refused is noticed before much of it is queued.
	warmUp   = 1000
	cautious = 2000
)

// flow says how many rows may be queued now. It is for one goroutine.
type flow struct {
	*run
	missing *follow.Missing
}

func newFlow(r *run) *flow { return &flow{run: r, missing: follow.NewMissing(r.follower)} }

// room waits until there is room for rows, and returns for how many, chunkMost at most; 0 when the
// run is to stop.
func (f *flow) room(ctx context.Context) (int, error) {
	for {
		if f.stops() != nil {
			return 0, nil
		}
		free, err := f.free(ctx)
		if err != nil {
			return 0, err
		}
		if free > 0 {
			return int(free), nil
		}
		if f.missing.Due() { // room may be waited for that rows take up whose tasks are gone
			if err := f.missing.Look(ctx, ledger.Removed); err != nil {
				return 0, err
			}
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-f.progress.Cancelled():
		case <-time.After(roomInterval):
		}
	}
}

// free is for how many rows there is room now; 0 also where it is for too few to be worth a chunk.
func (f *flow) free(ctx context.Context) (int64, error) {
	var counts []queue.Counts
	err := f.retry.Until(ctx, func(ctx context.Context) (err error) {
		counts, err = queue.ReadCounts(ctx, f.o.Redis, f.bulk())
		return err
	})
	if err != nil {
		return 0, err
	}
	c := counts[0]
	free := min(f.o.HighWater-c.Pending-c.Active, delayedTimes*f.o.HighWater-c.Retry-c.Scheduled)
	if free < min(chunkMost, max(f.o.HighWater/4, 1)) {
		return 0, nil
	}
	if queued, tally := f.progress.Counted(); f.of.StopAfterRejected > 0 && tally.Done < warmUp {
		free = min(free, cautious-(queued-tally.Done))
	}
	return min(max(free, 0), chunkMost), nil
}
