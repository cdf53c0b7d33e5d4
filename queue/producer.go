package queue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/gathering"
)

// handlerTimeout is how long a task may be with a worker. Its clock runs while the number
// waits there for a call, also through a pause of days; the default of 30 minutes would
// bring it round again for nothing. A worker that dies is noticed by its lease, not by this.
const handlerTimeout = 30 * 24 * time.Hour

// renewal is how often a producer tells asynq anew which queues there are: one
// that was deleted in asynqmon is hidden from it until then.
const renewal = time.Minute

// Status says what became of an entry that was to be enqueued.
type Status string

// The statuses of a [Receipt].
const (
	Enqueued  Status = "enqueued"  // a task was made
	Duplicate Status = "duplicate" // the very same entry is waiting or being worked on in that queue
)

// Receipt answers for one entry.
type Receipt struct {
	TaskID string
	Queue  string
	Status Status
}

// Producer turns entries into tasks. It is safe for concurrent use, starts no
// goroutine that outlives a call and needs no closing; it does not close its client.
type Producer struct {
	rdb       redis.UniversalClient
	inspector *asynq.Inspector
	defaults  placement

	mu      sync.Mutex
	client  *asynq.Client
	renewed time.Time
}

// NewProducer returns a producer on any Redis client: single, Sentinel or
// Cluster. What concurrent calls enqueue shares pipelines.
func NewProducer(rdb redis.UniversalClient, opts ...Option) *Producer {
	shared := gathering.New(rdb)
	return &Producer{
		rdb:       shared,
		inspector: asynq.NewInspectorFromRedisClient(shared),
		defaults:  placement{account: DefaultAccount, op: Register}.with(opts),
	}
}

// Enqueue makes a task of one entry, in the live queue unless an option says
// otherwise, and blocks until Redis has it. A repeat is safe, and answered with
// [Duplicate] for as long as the task waits or is worked on. A task that has
// ended, archived or kept as completed, is deleted and the entry enqueued anew.
//
// Errors: [ErrNotAnEntry], [ErrAccountName], [ErrStuck], ctx.Err(), or what
// Redis answered; after all but the first three the entry may be in the queue.
func (p *Producer) Enqueue(ctx context.Context, e Entry, opts ...Option) (Receipt, error) {
	place := p.defaults.with(opts)
	if err := CheckAccount(place.account); err != nil {
		return Receipt{}, err
	}
	receipt, err := p.enqueue(ctx, order{entry: e, op: place.op, queue: place.queue(rankLive)}, place)
	if err != nil {
		return Receipt{}, fmt.Errorf("enqueue %s: %w", shorten(e.Number), err)
	}
	return receipt, nil
}

// order is an entry, what is to be done with it and the queue it goes to.
type order struct {
	entry   Entry
	op      string
	queue   string
	failure *Failure // what the order tries again, if it does
	err     error    // why there is no entry
}

// simple says that the order is an entry to be enqueued and nothing more.
func (o order) simple() bool { return o.err == nil && o.failure == nil && o.entry.digest != "" }

func (o order) task() *asynq.Task { return asynq.NewTask(TaskType(o.op), o.entry.stamped(time.Now())) }

func (o order) receipt() Receipt {
	return Receipt{TaskID: o.entry.TaskID(o.op), Queue: o.queue, Status: Enqueued}
}

// options are asynq's for the order's task.
func (o order) options(place placement) []asynq.Option {
	opts := []asynq.Option{asynq.TaskID(o.entry.TaskID(o.op)), asynq.Queue(o.queue), asynq.Timeout(handlerTimeout)}
	if !place.at.IsZero() {
		return append(opts, asynq.ProcessAt(place.at))
	}
	if place.in > 0 {
		return append(opts, asynq.ProcessIn(place.in))
	}
	return opts
}

func (p *Producer) enqueue(ctx context.Context, o order, place placement) (Receipt, error) {
	if o.err != nil {
		return Receipt{}, o.err
	}
	if o.entry.digest == "" {
		return Receipt{}, ErrNotAnEntry
	}
	receipt := o.receipt()
	stuck := ErrStuck
	for range twinRounds {
		err := p.put(ctx, o, place)
		if !errors.Is(err, asynq.ErrTaskIDConflict) {
			return receipt, err
		}
		busy, err := p.clearTwin(receipt)
		switch {
		case busy:
			receipt.Status = Duplicate
			return receipt, nil
		case errors.Is(err, ErrStuck):
			stuck = err
		case err != nil:
			return Receipt{}, err
		}
	}
	return Receipt{}, fmt.Errorf("task %s: %w", receipt.TaskID, stuck)
}

// put asks asynq to enqueue the order's task. The error is Redis's own, not asynq's text of it.
func (p *Producer) put(ctx context.Context, o order, place placement) error {
	var cause error
	_, err := p.asynq().EnqueueContext(gathering.WithCause(ctx, &cause), o.task(), o.options(place)...)
	if err != nil && cause != nil {
		return cause
	}
	return err
}

// asynq returns the client, a fresh one every minute: each announces a queue
// once, when it first enqueues to it.
func (p *Producer) asynq() *asynq.Client {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); p.client == nil || now.Sub(p.renewed) > renewal {
		p.client, p.renewed = asynq.NewClientFromRedisClient(p.rdb), now
	}
	return p.client
}

// renew makes the next task announce its queue again.
func (p *Producer) renew() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.client = nil
}
