package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/bench/internal/rig"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

const (
	// portion is how many numbers go in at once.
	portion = 250
	// feedShare is the share of the storm in which the numbers go in.
	feedShare = 0.8
	// faultyEvery and repeatEvery say which numbers the vendor must reject, and
	// which of the foreign ones went in as one of ours before.
	faultyEvery = 100
	repeatEvery = 50
)

// feeder puts the numbers in, half of them by trackreg's own producer and half by
// a plain asynq client, as any service would that has no code of ours.
type feeder struct {
	night    *night
	producer *queue.Producer
	foreign  *asynq.Client
	fed      int
}

func newFeeder(n *night) *feeder {
	return &feeder{
		night:    n,
		producer: queue.NewProducer(n.rig.Redis.Client),
		foreign:  asynq.NewClientFromRedisClient(n.rig.Redis.Client),
	}
}

// feed puts in all numbers, portion by portion.
func (f *feeder) feed(ctx context.Context) error {
	p := f.night.plan
	portions := (p.numbers + portion - 1) / portion
	tick := time.NewTicker(max(time.Millisecond, time.Duration(feedShare*float64(p.storm))/time.Duration(portions)))
	defer tick.Stop()
	for f.fed < p.numbers {
		if err := f.next(ctx); err != nil {
			return fmt.Errorf("enqueue: %w", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// next puts in one portion, ours first, while Redis is up.
func (f *feeder) next(ctx context.Context) error {
	f.night.redis.up.Lock()
	defer f.night.redis.up.Unlock()
	size := min(portion, f.night.plan.numbers-f.fed)
	var ours []task
	for i := range size {
		t := newTask(f.fed + i)
		if !t.foreign {
			ours = append(ours, t)
			continue
		}
		if err := f.putForeign(ctx, t); err != nil {
			return err
		}
	}
	f.fed += size
	return f.putOurs(ctx, ours)
}

// putForeign enqueues as a service does that knows the names and nothing more.
func (f *feeder) putForeign(ctx context.Context, t task) error {
	made := asynq.NewTask(queue.TaskType(queue.Register), rig.Entry(t.number).Payload)
	info, err := f.foreign.EnqueueContext(ctx, made, asynq.Queue(t.queue), asynq.MaxRetry(0))
	if err != nil {
		return err
	}
	f.night.book.enter(info.ID, t)
	return nil
}

func (f *feeder) putOurs(ctx context.Context, tasks []task) error {
	entries := make([]queue.Entry, len(tasks))
	for i, t := range tasks {
		entries[i] = rig.Entry(t.number)
	}
	var failed error
	_, err := f.producer.EnqueueMany(ctx, slices.Values(entries), func(i int, r queue.Receipt, err error) {
		if err == nil && r.Status != queue.Enqueued {
			err = fmt.Errorf("%s is a %s", tasks[i].number, r.Status)
		}
		if err != nil {
			failed = err
			return
		}
		f.night.book.enter(r.TaskID, tasks[i])
	})
	if err != nil {
		return err
	}
	return failed
}

// newTask returns the i-th task: every other one is foreign.
func newTask(i int) task {
	t := task{number: rig.Number(1, i), foreign: i%2 == 1, queue: queue.BulkQueue(queue.DefaultAccount)}
	switch pair := i / 2; {
	case pair%faultyEvery == 1:
		t.faulty = true
		t.number = sandbox.ItemNumber(track17.CodePostalRequired, fmt.Sprint(i))
	case t.foreign && pair%repeatEvery == 0:
		t.repeats = true
		t.number = rig.Number(1, i-1)
	case t.foreign && pair%2 == 0:
		t.queue = queue.LiveQueue(queue.DefaultAccount)
	}
	return t
}
