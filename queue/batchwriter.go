package queue

import (
	"context"
	"time"

	"github.com/hibiken/asynq"
)

// batchWriter enqueues many entries by one pipeline. Not for concurrent use.
type batchWriter struct {
	client  *asynq.Client
	noting  *deferring
	renewed time.Time
}

func newBatchWriter(p *Producer) *batchWriter {
	return &batchWriter{noting: &deferring{UniversalClient: p.rdb}}
}

// written is what a batch came to.
type written struct {
	enqueued []job
	rest     []job // to be dealt with one by one
	failed   *job  // the first that Redis failed on
	err      error // why
}

// write enqueues what can be enqueued without a closer look: the rest has a
// task of its id already, or is no plain entry.
func (w *batchWriter) write(ctx context.Context, batch []job, place placement) written {
	var out written
	sent := make([]job, 0, len(batch))
	for _, j := range batch {
		if !j.order.simple() {
			out.rest = append(out.rest, j)
			continue
		}
		if err := w.note(ctx, j.order, place); err != nil {
			return written{rest: out.rest, failed: &j, err: err}
		}
		sent = append(sent, j)
	}
	for i, cmd := range w.noting.carryOut(ctx) {
		switch is, err := fateOf(cmd); {
		case is == enqueued:
			out.enqueued = append(out.enqueued, sent[i])
		case is == undecided:
			out.rest = append(out.rest, sent[i])
		case out.err == nil:
			out.failed, out.err = &sent[i], err
		}
	}
	return out
}

// note has asynq write one task.
func (w *batchWriter) note(ctx context.Context, o order, place placement) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if now := time.Now(); now.Sub(w.renewed) > renewal {
		w.client, w.renewed = asynq.NewClientFromRedisClient(w.noting), now
	}
	_, err := w.client.EnqueueContext(ctx, o.task(), o.options(place)...)
	return err
}
