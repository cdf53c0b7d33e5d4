package worker

import (
	"context"
	"errors"
	"time"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// expiry deals with tasks whose time ran out: asynq tells of them through its
// ErrorHandler and then brings them round again, for ever when it was their
// Deadline.
type expiry struct {
	inspector taskInspector
	handlers  map[string]*handler // by queue
	inHand    *inHand
	recorder  *recorder
	reaper    *reaper
	life      context.Context // ends when the worker gives up its last work
	now       func() time.Time
}

// taskInspector is the part of asynq.Inspector that expiry needs.
type taskInspector interface {
	GetTaskInfo(queue, id string) (*asynq.TaskInfo, error)
}

// HandleError is asynq's ErrorHandler. It may block for as long as the
// number's call takes, which holds back that task alone.
func (e *expiry) HandleError(ctx context.Context, task *asynq.Task, err error) {
	if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) && !errors.Is(err, asynq.ErrLeaseExpired) {
		return
	}
	id, _ := asynq.GetTaskID(ctx)
	qname, _ := asynq.GetQueueName(ctx)
	ref := taskRef{qname, id}
	if e.reaper.has(ref) {
		return
	}
	if e.inHand.verdictOf(ref) {
		// The number came to its end in the very call during which its time
		// ran out: that outcome stands, and the task is only a shell.
		e.reaper.add(ref)
		return
	}
	if errors.Is(err, context.DeadlineExceeded) {
		e.expire(ctx, ref, task)
	}
}

// expire ends a task with the outcome `expired` if its Deadline is over; a
// Timeout that ran out while the number waited only brings it round again.
func (e *expiry) expire(ctx context.Context, ref taskRef, task *asynq.Task) {
	info, err := e.inspector.GetTaskInfo(ref.queue, ref.id)
	if err != nil || !e.past(info) {
		return // if Redis could not answer, the task comes round and asks again
	}
	// The task's own context is over; what is left to do ends with the worker.
	n, _ := e.handlers[ref.queue].open(ctx, task)
	e.end(e.life, n)
}

// endTask ends a task that lies in retry or in the archive, unless it has its
// outcome and only could not be deleted yet.
func (e *expiry) endTask(ctx context.Context, t *asynq.TaskInfo) {
	if e.reaper.has(taskRef{t.Queue, t.ID}) {
		return
	}
	h := e.handlers[t.Queue]
	entry, _ := entryOf(t.ID, t.Payload)
	e.end(ctx, &number{op: h.op, entry: entry, task: t.ID, queue: t.Queue, rank: h.rank, retried: t.Retried, maxRetry: t.MaxRetry})
}

// past says that a task's Deadline is over.
func (e *expiry) past(info *asynq.TaskInfo) bool {
	return !info.Deadline.IsZero() && info.Deadline.Unix() > 0 && !e.now().Before(info.Deadline)
}

// end records that a number expired and has its task deleted.
func (e *expiry) end(ctx context.Context, n *number) {
	v := verdict{
		outcome: queue.Expired, class: queue.Retryable, remedy: track17.RemedyTryLater, attempts: n.retried,
		message: "the task's Deadline passed before the number could be sent",
	}
	if err := e.recorder.write(ctx, []queue.Outcome{e.recorder.outcome(n, v)}); err != nil {
		return
	}
	e.reaper.add(taskRef{n.queue, n.task})
}
