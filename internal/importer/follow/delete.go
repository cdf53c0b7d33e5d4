package follow

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/hibiken/asynq"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/cancelled"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/queue"
)

// deletesAtOnce is how many tasks are deleted at once: each keeps Redis for a while where many are
// pending, and others want an answer in between.
const deletesAtOnce = 8

// recallTried deletes the run's tasks that wait for another try, and gives each the outcome cancelled.
// It returns how many were deleted.
func (r Run) recallTried(ctx context.Context) (deleted int, err error) {
	lists := r.lists()
	return r.deleteFrom(ctx, lists[1:len(lists)-1])
}

// recallAll deletes the run's pending tasks as well, and asks those back that a worker holds. asynq
// goes through all pending tasks for each that it deletes: with 50,000 of them that takes a minute,
// where workers lay them down in seconds.
func (r Run) recallAll(ctx context.Context) (deleted int, err error) {
	lists := r.lists()
	deleted, err = r.deleteFrom(ctx, lists[:len(lists)-1])
	if err != nil {
		return deleted, err
	}
	return deleted, r.pages(ctx, lists[len(lists)-1], func(tasks []*asynq.TaskInfo) error { return r.askBack(ctx, tasks) })
}

// deleteFrom deletes the run's tasks in these lists, and gives each the outcome cancelled.
func (r Run) deleteFrom(ctx context.Context, lists []taskList) (deleted int, err error) {
	recorder := outlet.NewRecorder(r.Redis)
	for _, list := range lists {
		err := r.pages(ctx, list, func(tasks []*asynq.TaskInfo) error {
			gone, err := r.delete(ctx, r.own(tasks))
			if err != nil || len(gone) == 0 {
				return err
			}
			deleted += len(gone)
			return r.Retry.Until(ctx, func(ctx context.Context) error { return recorder.Record(ctx, gone) })
		})
		if err != nil {
			return deleted, err
		}
	}
	return deleted, nil
}

// askBack asks workers for tasks that they hold: they are in the queue again by another time.
func (r Run) askBack(ctx context.Context, tasks []*asynq.TaskInfo) error {
	for _, t := range r.own(tasks) {
		if err := r.Retry.Until(ctx, func(context.Context) error { return r.Inspector.CancelProcessing(t.ID) }); err != nil {
			return err
		}
	}
	return nil
}

// delete deletes tasks, many at once, and returns the outcomes of those that it did delete. One
// that a worker has taken meanwhile, or somebody has deleted, is left alone.
func (r Run) delete(ctx context.Context, tasks []ownTask) ([]queue.Outcome, error) {
	var mu sync.Mutex
	outcomes := make([]queue.Outcome, 0, len(tasks))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(deletesAtOnce)
	for _, t := range tasks {
		group.Go(func() error {
			deleted := false
			err := r.Retry.Until(ctx, func(context.Context) error {
				err := r.Inspector.DeleteTask(t.Queue, t.ID)
				deleted = err == nil
				if moved(err) {
					return nil
				}
				return err
			})
			if deleted {
				mu.Lock()
				defer mu.Unlock()
				outcomes = append(outcomes, r.cancelledOutcome(t))
			}
			return err
		})
	}
	err := group.Wait() // before the outcomes are looked at
	return outcomes, err
}

// moved says that a task could not be deleted because it is with a worker, in another list, or
// gone. asynq has no name for the first two.
func moved(err error) bool {
	if queue.NoSuchTask(err) {
		return true
	}
	return err != nil && (strings.Contains(err.Error(), "active state") || strings.Contains(err.Error(), "not found in"))
}

// cancelledOutcome is the record of a row that was taken back.
func (r Run) cancelledOutcome(t ownTask) queue.Outcome {
	entry := t.entry
	return queue.Outcome{
		Task: t.ID, Account: r.Account, Op: queue.Register, Outcome: queue.Cancelled, Message: cancelled.Message,
		Number: entry.Number, GivenCarrier: entry.Carrier, Tag: entry.Tag, Ref: entry.Ref, Source: entry.Source,
		Attempts: t.Retried, Payload: entry.Payload, Queue: t.Queue,
	}
}

// ErrHeld says that numbers of a cancelled run are with a worker, or were with one that died.
var ErrHeld = errors.New("numbers of the run are still with a worker")
