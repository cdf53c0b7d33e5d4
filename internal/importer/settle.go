package importer

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/cancelled"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/queue"
)

const (
	// settleInterval is how often is looked at a run that waits for outcomes.
	settleInterval = time.Second
	// takeBackInterval is how often a cancelled run looks for tasks that have come back.
	takeBackInterval = 500 * time.Millisecond
	// layDownPatience is how long a cancelled run's numbers may stand still before they are taken from
	// the queue one by one. Workers look each second whether a run was cancelled.
	layDownPatience = 3 * time.Second
)

// settle waits until every row that was queued has come to its end, and returns how the run ends:
// when it is cancelled meanwhile, otherwise than it was said. A cancelled run takes back what waits.
func (r *run) settle(ctx context.Context, ending ledger.Phase, why string) (ledger.Phase, string, error) {
	lost := newSearch(r)
	taking := &taking{run: r}
	for r.progress.outstanding() > 0 {
		gone, interval := ledger.Removed, settleInterval
		if r.isCancelled() {
			gone, interval = queue.Cancelled, takeBackInterval
			if ending != ledger.Cancelled {
				ending, why = ledger.Cancelled, cancelledWhy
				if err := r.settling(ctx, ending, why); err != nil {
					return ending, why, err
				}
			}
			if err := taking.back(ctx); err != nil {
				return ending, why, err
			}
		}
		if lost.due() {
			if err := lost.look(ctx, gone); err != nil {
				return ending, why, err
			}
		}
		if err := r.rest(ctx, interval); err != nil {
			return ending, why, err
		}
	}
	return ending, why, nil
}

// rest waits until something has ended, somebody cancels the run, or for a while.
func (r *run) rest(ctx context.Context, most time.Duration) error {
	asked := r.cancelled
	if r.isCancelled() {
		asked = nil
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-r.progress.wake:
	case <-asked:
	case <-timer.C:
	}
	return nil
}

// taking takes a cancelled run's tasks back, again and again: what a worker holds may come back to
// the queue first.
type taking struct {
	*run
	told  bool // workers know that the run is cancelled
	alone bool // they lay nothing down: this process does all of it
	last  time.Time
	since time.Time // when something was taken back, or came to its end
	left  int64
}

// back has workers lay the run's numbers down, and takes back itself what they do not. The error is
// errLeft when nothing has moved for as long as the run may wait for a worker.
func (t *taking) back(ctx context.Context) error {
	if time.Since(t.last) < takeBackInterval {
		return nil
	}
	if err := t.tell(ctx); err != nil {
		return err
	}
	take := t.takeBackTried
	if t.alone = t.alone || time.Since(t.since) >= layDownPatience; t.alone {
		take = t.takeBackAll
	}
	deleted, err := take(ctx)
	if err != nil {
		return err
	}
	t.last = time.Now()
	left := t.progress.outstanding()
	if deleted > 0 || left != t.left {
		t.since, t.left = t.last, left
	}
	if t.run.left > 0 && time.Since(t.since) >= t.run.left {
		return errLeft
	}
	return nil
}

// tell has workers know, once, that the run is cancelled.
func (t *taking) tell(ctx context.Context) error {
	if t.told {
		return nil
	}
	runs := cancelled.NewRuns(t.o.Redis, t.of.Account)
	err := t.redis.insist(ctx, func(ctx context.Context) error { return runs.Add(ctx, t.id) })
	t.told, t.since = err == nil, time.Now()
	return err
}
