package follow

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/progress"
	"github.com/trackreg/trackreg/queue"
)

// awaitInterval is how often is looked at a run that waits for outcomes.
const awaitInterval = time.Second

// Settle says that nothing more will be queued, and how the run will end when all that was queued
// has.
func (f *Follower) Settle(ctx context.Context, ending ledger.Phase, why string) error {
	r := f.run
	r.Log.Info().Str("ending", string(ending)).Int64("outstanding", r.Progress.Outstanding()).Msg("the import is fed")
	return r.Retry.Until(ctx, func(ctx context.Context) error { return r.Ledger.Settle(ctx, ending, why) })
}

// Await waits until every row that was queued has come to its end, and returns how the run ends:
// when it is cancelled meanwhile, otherwise than it was said. A cancelled run takes back what
// waits; heldFor is for how long it waits for numbers that a worker holds, 0 for as long as it
// takes. [ErrHeld] says that this was over.
func (f *Follower) Await(ctx context.Context, ending ledger.Phase, why string, heldFor time.Duration) (ledger.Phase, string, error) {
	missing, recalling := NewMissing(f), &recall{run: f.run, heldFor: heldFor}
	for f.run.Progress.Outstanding() > 0 {
		gone, interval := ledger.Removed, awaitInterval
		if f.run.Progress.IsCancelled() {
			gone, interval = queue.Cancelled, recallInterval
			if ending != ledger.Cancelled {
				ending, why = ledger.Cancelled, progress.CancelledWhy
				if err := f.Settle(ctx, ending, why); err != nil {
					return ending, why, err
				}
			}
			if err := recalling.again(ctx); err != nil {
				return ending, why, err
			}
		}
		if missing.Due() {
			if err := missing.Look(ctx, gone); err != nil {
				return ending, why, err
			}
		}
		if err := f.rest(ctx, interval); err != nil {
			return ending, why, err
		}
	}
	return ending, why, nil
}

// rest waits until something has ended, somebody cancels the run, or for a while.
func (f *Follower) rest(ctx context.Context, most time.Duration) error {
	asked := f.run.Progress.Cancelled()
	if f.run.Progress.IsCancelled() {
		asked = nil
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-f.run.Progress.Woken():
	case <-asked:
	case <-timer.C:
	}
	return nil
}
