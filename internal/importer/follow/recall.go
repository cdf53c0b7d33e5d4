package follow

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/cancelled"
)

const (
	// recallInterval is how often a cancelled run looks for tasks that have come back.
	recallInterval = 500 * time.Millisecond
	// layDownPatience is how long a cancelled run's numbers may stand still before they are taken from
	// the queue one by one. Workers look each second whether a run was cancelled.
	layDownPatience = 3 * time.Second
)

// recall takes a cancelled run's tasks back, again and again: what a worker holds may come back to
// the queue first. It is for one goroutine.
type recall struct {
	run   Run
	told  bool // workers know that the run is cancelled
	alone bool // they lay nothing down: this process does all of it
	last  time.Time
	since time.Time // when something was taken back, or came to its end
	// outstanding is how many rows were, when something was taken back or came to its end.
	outstanding int64
	heldFor     time.Duration // see [Follower.Await]
}

// again has workers lay the run's numbers down, and takes back itself what they do not. The error is
// ErrHeld when nothing has moved for as long as the run may wait for a worker.
func (r *recall) again(ctx context.Context) error {
	if time.Since(r.last) < recallInterval {
		return nil
	}
	if err := r.tell(ctx); err != nil {
		return err
	}
	take := r.run.recallTried
	if r.alone = r.alone || time.Since(r.since) >= layDownPatience; r.alone {
		take = r.run.recallAll
	}
	deleted, err := take(ctx)
	if err != nil {
		return err
	}
	r.last = time.Now()
	outstanding := r.run.Progress.Outstanding()
	if deleted > 0 || outstanding != r.outstanding {
		r.since, r.outstanding = r.last, outstanding
	}
	if r.heldFor > 0 && time.Since(r.since) >= r.heldFor {
		return ErrHeld
	}
	return nil
}

// tell has workers know, once, that the run is cancelled.
func (r *recall) tell(ctx context.Context) error {
	if r.told {
		return nil
	}
	runs := cancelled.NewRuns(r.run.Redis, r.run.Account)
	err := r.run.Retry.Until(ctx, func(ctx context.Context) error { return runs.Add(ctx, r.run.Ledger.ID()) })
	r.told, r.since = err == nil, time.Now()
	return err
}
