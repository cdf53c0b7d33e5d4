package importer

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hibiken/asynq"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/queue"
)

// cancelledMessage is the message of the outcome of a row that was taken back.
const cancelledMessage = "not sent: its import was cancelled"

// takeBack deletes the run's tasks that wait, and gives each the outcome cancelled. Those that a
// worker holds are asked back from it: they are in the queue again by another time. It returns how
// many were deleted.
func (r *run) takeBack(ctx context.Context) (deleted int, err error) {
	recorder := queue.NewRecorder(r.o.Redis)
	lists := r.lists()
	waiting, held := lists[:len(lists)-1], lists[len(lists)-1]
	for i, list := range waiting {
		remove := r.delete
		if i == 0 {
			remove = r.withdraw
		}
		err := r.pages(ctx, list, func(tasks []*asynq.TaskInfo) error {
			gone, err := remove(ctx, r.own(tasks))
			if err != nil || len(gone) == 0 {
				return err
			}
			deleted += len(gone)
			return r.redis.insist(ctx, func(ctx context.Context) error { return recorder.Record(ctx, gone) })
		})
		if err != nil {
			return deleted, err
		}
	}
	return deleted, r.pages(ctx, held, func(tasks []*asynq.TaskInfo) error {
		for _, t := range r.own(tasks) {
			if err := r.redis.insist(ctx, func(context.Context) error { return r.inspector.CancelProcessing(t.ID) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// withdraw deletes pending tasks and returns the outcomes of those that it did delete.
func (r *run) withdraw(ctx context.Context, tasks []ownTask) ([]queue.Outcome, error) {
	byID := make(map[string]ownTask, len(tasks))
	for _, t := range tasks {
		byID[t.ID] = t
	}
	var outcomes []queue.Outcome
	err := r.redis.insist(ctx, func(ctx context.Context) error {
		gone, err := queue.Withdraw(ctx, r.o.Redis, r.bulk(), slices.Collect(maps.Keys(byID)))
		for _, id := range gone {
			outcomes = append(outcomes, r.cancelledOutcome(byID[id]))
		}
		return err
	})
	return outcomes, err
}

// delete deletes tasks, many at once, and returns the outcomes of those that it did delete. One
// that a worker has taken meanwhile, or somebody has deleted, is left alone.
func (r *run) delete(ctx context.Context, tasks []ownTask) ([]queue.Outcome, error) {
	var mu sync.Mutex
	outcomes := make([]queue.Outcome, 0, len(tasks))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(looksAtOnce)
	for _, t := range tasks {
		group.Go(func() error {
			deleted := false
			err := r.redis.insist(ctx, func(context.Context) error {
				err := r.inspector.DeleteTask(t.Queue, t.ID)
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
	if isGone(err) {
		return true
	}
	return err != nil && (strings.Contains(err.Error(), "active state") || strings.Contains(err.Error(), "not found in"))
}

// cancelledOutcome is the record of a row that was taken back.
func (r *run) cancelledOutcome(t ownTask) queue.Outcome {
	entry, err := queue.ParseEntry(t.Payload)
	if err != nil {
		entry = queue.Salvage(t.Payload)
	}
	return queue.Outcome{
		Task: t.ID, Account: r.of.Account, Op: queue.Register, Outcome: queue.Cancelled, Message: cancelledMessage,
		Number: entry.Number, GivenCarrier: entry.Carrier, Tag: entry.Tag, Ref: entry.Ref, Source: entry.Source,
		Attempts: t.Retried, Payload: entry.Payload, Queue: t.Queue,
	}
}

// errLeft says that numbers of a cancelled run are with a worker, or were with one that died.
var errLeft = errors.New("numbers of the run are still with a worker")
