package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/batching"
	"github.com/trackreg/trackreg/internal/archived"
	"github.com/trackreg/trackreg/internal/salvage"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// handler takes one queue's tasks to the account's batcher.
type handler struct {
	queue     string
	rank      int
	op        *track17.Operation
	batcher   *batching.Batcher[*number, verdict]
	limits    attemptLimits
	recorder  *recorder
	inHand    *inHand
	cancelled *cancelledRuns
}

// ProcessTask is asynq's handler: it returns when the task's number has come
// to its end, is to be tried again, or leaves this process.
func (h *handler) ProcessTask(ctx context.Context, task *asynq.Task) error {
	if want := queue.TaskType(h.op.Name); task.Type() != want {
		return &archived.Error{Text: fmt.Sprintf("a task of type %q does not belong in queue %s, which takes %s alone", task.Type(), h.queue, want)}
	}
	n, err := h.open(ctx, task)
	if err != nil {
		return h.refuse(ctx, n, err)
	}
	hold := h.inHand.take(n)
	defer hold.release()
	v, err := h.verdictOn(ctx, n)
	if err != nil {
		return h.leave(ctx, err)
	}
	hold.final = v.final()
	return h.finish(task, v)
}

// verdictOn waits for what a call decides about the number, or for its import to be cancelled.
func (h *handler) verdictOn(ctx context.Context, n *number) (verdict, error) {
	watched, done := h.cancelled.watch(ctx, n)
	defer done()
	v, err := h.batcher.Do(watched, n.item())
	if errors.Is(err, context.Canceled) && isRunCancelled(watched) {
		return h.layDown(ctx, n)
	}
	return v, err
}

// open reads a task into a number. On an error the number holds what could be
// read, for the record of its refusal.
func (h *handler) open(ctx context.Context, task *asynq.Task) (*number, error) {
	n := &number{op: h.op, queue: h.queue, rank: h.rank, taken: time.Now()}
	n.task, _ = asynq.GetTaskID(ctx)
	n.retried, _ = asynq.GetRetryCount(ctx)
	n.maxRetry, _ = asynq.GetMaxRetry(ctx)
	var err error
	if n.entry, err = entryOf(n.task, task.Payload()); err == nil && h.op.Check != nil {
		err = h.op.Check(n.callItem())
	}
	return n, err
}

// entryOf reads a task's payload. With an error the entry holds what could be read of it.
func entryOf(task string, payload []byte) (queue.Entry, error) {
	entry, err := queue.ParseTask(task, payload)
	if err != nil {
		return salvage.Entry(payload), err
	}
	return entry, nil
}

// refuse ends a task whose payload can never be sent, before it costs a call.
func (h *handler) refuse(ctx context.Context, n *number, err error) error {
	v := refused(n, err)
	if err := h.recorder.write(ctx, []queue.Outcome{h.recorder.outcome(n, v)}); err != nil {
		return err
	}
	return &archived.Error{Text: v.text}
}

// refused is the verdict on a payload that is wrong in itself.
func refused(n *number, err error) verdict {
	v := verdict{
		outcome: queue.Rejected, class: queue.Terminal, attempts: n.retried + 1,
		message: err.Error(), remedy: track17.RemedyFixField, text: "not sent: " + err.Error(),
	}
	var entryErr *queue.EntryError
	if errors.As(err, &entryErr) && entryErr.Field == "number" {
		v.remedy = track17.RemedyFixNumber
	}
	return v
}

// leave ends a try without a verdict. When the batcher has closed, the number
// waits until asynq takes its task back into the queue.
func (h *handler) leave(ctx context.Context, err error) error {
	var back *batching.GiveBack
	switch {
	case errors.As(err, &back):
		return &givenBack{back.Delay}
	case errors.Is(err, batching.ErrClosed):
		<-ctx.Done()
		return ctx.Err()
	}
	return err
}

// finish turns a verdict into what asynq does with the task.
func (h *handler) finish(task *asynq.Task, v verdict) error {
	switch {
	case !v.final():
		return &ownFailure{v.text, v.delay}
	case v.failed():
		return &archived.Error{Text: v.text}
	}
	// The outcome stands in the stream; a result that cannot be written is
	// no reason to run the task again.
	_, _ = task.ResultWriter().Write(v.result())
	return nil
}
