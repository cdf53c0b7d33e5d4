package feed

import (
	"context"
	"time"

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
type flow struct{ run Run }

// room waits until there is room for rows, and returns for how many, ChunkMost at most; 0 when the
// run is to stop.
func (f *flow) room(ctx context.Context) (int, error) {
	for {
		if f.run.endsEarly() != nil {
			return 0, nil
		}
		free, err := f.free(ctx)
		if err != nil {
			return 0, err
		}
		if free > 0 {
			return int(free), nil
		}
		if f.run.Missing.Due() { // room may be waited for that rows take up whose tasks are gone
			if err := f.run.Missing.Look(ctx, ledger.Removed); err != nil {
				return 0, err
			}
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-f.run.Progress.Cancelled():
		case <-time.After(roomInterval):
		}
	}
}

// free is for how many rows there is room now; 0 also where it is for too few to be worth a chunk.
func (f *flow) free(ctx context.Context) (int64, error) {
	var counts []queue.Counts
	err := f.run.Retry.Until(ctx, func(ctx context.Context) (err error) {
		counts, err = queue.ReadCounts(ctx, f.run.Redis, f.run.bulk())
		return err
	})
	if err != nil {
		return 0, err
	}
	c := counts[0]
	free := min(f.run.HighWater-c.Pending-c.Active, delayedTimes*f.run.HighWater-c.Retry-c.Scheduled)
	if free < min(ChunkMost, max(f.run.HighWater/4, 1)) {
		return 0, nil
	}
	if queued, tally := f.run.Progress.Counted(); f.run.Import.StopAfterRejected > 0 && tally.Done < warmUp {
		free = min(free, cautious-(queued-tally.Done))
	}
	return min(max(free, 0), ChunkMost), nil
}
