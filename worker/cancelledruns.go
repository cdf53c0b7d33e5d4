package worker

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/trackreg/trackreg/internal/cancelled"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
)

// cancelledInterval is how often is looked whether an import was cancelled.
const cancelledInterval = time.Second

// errRunCancelled is the cause for which a number leaves the batcher whose import was cancelled.
var errRunCancelled = errors.New("the number's import was cancelled")

// cancelledRuns has the numbers of imports that were cancelled end without a call: those that wait in
// this process, and those that it takes from the queue later. They leave the queue as fast as tasks
// are taken, and by asynq's own ways, however many wait in it.
type cancelledRuns struct {
	runs  runReader
	redis *redisWatch

	mu        sync.Mutex
	cancelled map[string]bool
	waiting   map[string]map[*wait]struct{} // numbers of runs that are not cancelled, by the run
}

// runReader is the part of cancelled.Runs that a pipeline needs.
type runReader interface {
	All(ctx context.Context) ([]string, error)
}

// wait is a number's, of an import's run, for its verdict.
type wait struct{ stop context.CancelCauseFunc }

func newCancelledRuns(runs runReader, redis *redisWatch) *cancelledRuns {
	return &cancelledRuns{runs: runs, redis: redis, waiting: map[string]map[*wait]struct{}{}}
}

// Run looks until ctx ends.
func (c *cancelledRuns) Run(ctx context.Context) error {
	return atOnceAndEvery(ctx, cancelledInterval, c.redis, c.look)
}

func (c *cancelledRuns) look(ctx context.Context) error {
	all, err := c.runs.All(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cancelled = make(map[string]bool, len(all))
	for _, run := range all {
		c.cancelled[run] = true
		for w := range c.waiting[run] {
			w.stop(errRunCancelled)
		}
	}
	return nil
}

// watch returns a context for a number that waits, which also ends, with errRunCancelled as its cause,
// when the import that the number comes from is cancelled or was before. done ends the watch.
func (c *cancelledRuns) watch(ctx context.Context, n *number) (watched context.Context, done func()) {
	run, ok := keyspace.RunOf(n.entry.Source)
	if !ok {
		return ctx, func() {}
	}
	watched, stop := context.WithCancelCause(ctx)
	w := &wait{stop}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancelled[run] {
		stop(errRunCancelled)
		return watched, func() {}
	}
	if c.waiting[run] == nil {
		c.waiting[run] = map[*wait]struct{}{}
	}
	c.waiting[run][w] = struct{}{}
	return watched, func() { c.forget(run, w) }
}

func (c *cancelledRuns) forget(run string, w *wait) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if delete(c.waiting[run], w); len(c.waiting[run]) == 0 {
		delete(c.waiting, run)
	}
	w.stop(nil)
}

// isRunCancelled says that the context has ended because the number's import was cancelled.
func isRunCancelled(ctx context.Context) bool {
	return errors.Is(context.Cause(ctx), errRunCancelled)
}

// layDown ends a number whose import was cancelled, and which no call has settled.
func (h *handler) layDown(ctx context.Context, n *number) (verdict, error) {
	v := verdict{outcome: queue.Cancelled, message: cancelled.Message, attempts: n.retried}
	return v, h.recorder.write(ctx, []queue.Outcome{h.recorder.outcome(n, v)})
}
