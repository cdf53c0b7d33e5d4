package queue

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/hibiken/asynq"
)

// Retry enqueues the entries of the failures that pick picks anew, with no
// attempts spent, in the queues they came from. It is pipelined as [Producer.EnqueueMany]
// is, and done is called likewise. The archived tasks are deleted. The
// failures stay in the record until their numbers are registered, so that
// nothing is lost and to repeat it is safe: what still waits is a [Duplicate].
//
// A failure whose payload is no entry cannot be tried again: done is given the
// [*EntryError], and the rest goes on.
func (s *Failures) Retry(ctx context.Context, pick Filter, done func(f Failure, r Receipt, err error)) (Tally, error) {
	return s.retry(ctx, s.scan(ctx, pick), done)
}

// RetryThese does what [Failures.Retry] does with the failures of the given ids that there are.
func (s *Failures) RetryThese(ctx context.Context, ids []string, done func(f Failure, r Receipt, err error)) (Tally, error) {
	return s.retry(ctx, s.these(ctx, ids), done)
}

func (s *Failures) retry(ctx context.Context, records iter.Seq2[record, error], done func(f Failure, r Receipt, err error)) (Tally, error) {
	var unread error
	orders := func(yield func(order) bool) {
		for r, err := range records {
			if err != nil {
				unread = err
				return
			}
			if !yield(s.order(r.failure)) {
				return
			}
		}
	}
	tally, err := s.producer.many(ctx, orders, s.producer.defaults, func(_ int, o order, r Receipt, err error) {
		if done != nil {
			done(*o.failure, r, err)
		}
	})
	return tally, errors.Join(unread, err)
}

// order is what it takes to try a failure again.
func (s *Failures) order(f Failure) order {
	o := order{op: f.Op(), queue: s.queue(f), failure: &f}
	o.entry, o.err = ParseTask(f.Task, f.Payload)
	return o
}

// queue returns where the failure's task came from, if that is a queue of the account.
func (s *Failures) queue(f Failure) string {
	if op := f.Op(); op != Register {
		return OperationQueue(s.account, op)
	}
	if live := LiveQueue(s.account); f.Queue == live {
		return live
	}
	return BulkQueue(s.account)
}

// dropArchived deletes the archived task of a failure that another task has
// taken the place of, as it does when the first was enqueued under an id that is not ours.
func (p *Producer) dropArchived(f Failure, r Receipt) error {
	if f.Task == "" || f.Queue == "" || f.Task == r.TaskID && f.Queue == r.Queue {
		return nil
	}
	old, err := p.inspector.GetTaskInfo(f.Queue, f.Task)
	if err == nil && old.State == asynq.TaskStateArchived {
		err = p.inspector.DeleteTask(f.Queue, f.Task)
	}
	if err != nil && !NoSuchTask(err) {
		return fmt.Errorf("delete archived task %s: %w", f.Task, err)
	}
	return nil
}
