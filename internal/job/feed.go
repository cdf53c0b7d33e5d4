package job

import (
	"context"
	"iter"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
)

// troubleWait is how long a feeder waits before it tries a troubled Redis again.
const troubleWait = time.Second

// producer is the part of queue.Producer that a feeder needs.
type producer interface {
	EnqueueMany(ctx context.Context, entries iter.Seq[queue.Entry], done func(i int, r queue.Receipt, err error), opts ...queue.Option) (queue.Tally, error)
}

// feeder enqueues rows, as many as may be outstanding.
type feeder struct {
	producer producer
	options  []queue.Option
	awaited  *awaited
	room     *semaphore.Weighted // for rows that wait for their outcome
	next     func(context.Context) (rows.Row, bool)

	mu     sync.Mutex
	flying map[int]queue.Entry // by their index in one EnqueueMany
	again  []queue.Entry       // that Redis may not have
}

// run enqueues until there are no more rows, or until more says that no further
// one may be taken. A Redis in passing trouble is waited for; the worker beside it
// tells of that. Errors: ctx.Err(),
// or Redis's.
func (f *feeder) run(ctx context.Context, more func() bool) error {
	for {
		_, err := f.producer.EnqueueMany(ctx, f.entries(ctx, more), f.done, f.options...)
		f.land()
		if err == nil {
			return nil
		}
		trouble, troubled := redistrouble.Diagnose(err)
		if ctx.Err() != nil || !troubled || !trouble.Passing {
			return err
		}
		if err := retry.Wait(ctx, troubleWait); err != nil {
			return err
		}
	}
}

// entries yields what Redis may not have from the time before, then that of new rows.
func (f *feeder) entries(ctx context.Context, more func() bool) iter.Seq[queue.Entry] {
	return func(yield func(queue.Entry) bool) {
		index := 0
		for e, ok := f.repeated(); ok; e, ok = f.repeated() {
			f.fly(index, e)
			if index++; !yield(e) {
				return
			}
		}
		for more() {
			row, ok := f.next(ctx)
			if !ok {
				f.room.Release(1)
				return
			}
			waits, enqueue := f.awaited.read(row)
			if !waits {
				f.room.Release(1)
			}
			if !enqueue {
				continue
			}
			f.fly(index, row.Entry)
			if index++; !yield(row.Entry) {
				return
			}
		}
	}
}

// done takes the receipt of one entry.
func (f *feeder) done(index int, r queue.Receipt, err error) {
	f.mu.Lock()
	entry := f.flying[index]
	if err == nil || queue.OfOneEntry(err) {
		delete(f.flying, index)
	}
	f.mu.Unlock()
	ended := 0
	switch id := entry.TaskID(queue.Register); {
	case err == nil:
		ended = f.awaited.enqueued(id, r.Status)
	case queue.OfOneEntry(err):
		ended = f.awaited.stuck(id, err)
	}
	f.room.Release(int64(ended))
}

func (f *feeder) fly(index int, e queue.Entry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.flying[index] = e
}

// land has what got no receipt enqueued again.
func (f *feeder) land() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range f.flying {
		f.again = append(f.again, e)
	}
	clear(f.flying)
}

// repeated takes one of the entries that are to be enqueued again.
func (f *feeder) repeated() (queue.Entry, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.again) == 0 {
		return queue.Entry{}, false
	}
	last := len(f.again) - 1
	e := f.again[last]
	f.again = f.again[:last]
	return e, true
}
