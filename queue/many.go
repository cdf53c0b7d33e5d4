package queue

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"golang.org/x/sync/errgroup"
)

// callers is how many entries EnqueueMany has under way at once, and so the
// most that go in one pipeline. Measured: 128 are a good deal slower, 1,024 no faster.
const callers = 512

// Tally counts what became of many entries.
type Tally struct {
	Enqueued   int // tasks made
	Duplicates int // entries whose very same task was waiting or being worked on
	Failed     int // entries tried that may not be in the queue
}

// EnqueueMany makes tasks of all entries, in the bulk queue unless an option
// says otherwise, some hundred at a time in pipelines, in constant memory. It
// blocks until all are enqueued or the first error that is not one entry's own.
//
// done, which may be nil, is called once for each entry tried, with its
// index in entries, by one goroutine at a time; entries enqueued together may come in
// any order. An error that is one entry's own ([ErrNotAnEntry], [ErrStuck]) is
// for done alone and the rest goes on. Any other, ctx's end or Redis's, ends
// it: the error then says how many are in the queue. To repeat it all is safe.
func (p *Producer) EnqueueMany(ctx context.Context, entries iter.Seq[Entry], done func(i int, r Receipt, err error), opts ...Option) (Tally, error) {
	place := p.defaults.with(opts)
	if err := CheckAccount(place.account); err != nil {
		return Tally{}, err
	}
	queue := place.queue(rankBulk)
	orders := func(yield func(order) bool) {
		for e := range entries {
			if !yield(order{entry: e, op: place.op, queue: queue}) {
				return
			}
		}
	}
	return p.many(ctx, orders, place, func(i int, _ order, r Receipt, err error) {
		if done != nil {
			done(i, r, err)
		}
	})
}

// reporter is told what became of an order.
type reporter func(index int, o order, r Receipt, err error)

// many carries out orders by a growing crew of callers.
func (p *Producer) many(ctx context.Context, orders iter.Seq[order], place placement, done reporter) (Tally, error) {
	group, ctx := errgroup.WithContext(ctx)
	crew := &crew{producer: p, place: place, done: done, work: make(chan job)}
	group.Go(func() error {
		defer close(crew.work)
		return crew.feed(ctx, orders, group)
	})
	if err := group.Wait(); err != nil {
		return crew.tally, fmt.Errorf("stopped with %d enqueued and %d duplicates (to repeat it is safe): %w",
			crew.tally.Enqueued, crew.tally.Duplicates, err)
	}
	return crew.tally, nil
}

type job struct {
	index int
	order order
}

// crew is the callers of one EnqueueMany.
type crew struct {
	producer *Producer
	place    placement
	work     chan job

	mu    sync.Mutex // one call of done at a time
	done  reporter
	tally Tally
}

// feed hands out the orders. It adds a caller when none is free, up to callers,
// so that a few entries cost a few goroutines.
func (c *crew) feed(ctx context.Context, orders iter.Seq[order], group *errgroup.Group) error {
	index, size := 0, 0
	for o := range orders {
		next := job{index: index, order: o}
		index++
		select {
		case c.work <- next:
			continue
		default:
		}
		if size < callers {
			size++
			group.Go(func() error { return c.call(ctx, next) })
			continue
		}
		select {
		case c.work <- next:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// call carries out first and then what is fed, until there is no more or an
// error that concerns all.
func (c *crew) call(ctx context.Context, first job) error {
	if err := c.carryOut(ctx, first); err != nil {
		return err
	}
	for next := range c.work {
		if err := c.carryOut(ctx, next); err != nil {
			return err
		}
	}
	return nil
}

func (c *crew) carryOut(ctx context.Context, j job) error {
	receipt, err := c.producer.enqueue(ctx, j.order, c.place)
	if err == nil && j.order.failure != nil {
		err = c.producer.dropArchived(*j.order.failure, receipt)
	}
	c.report(j, receipt, err)
	if itsOwn(err) {
		return nil
	}
	return err
}

// itsOwn says whether an error is one entry's own, and the others may go on.
func itsOwn(err error) bool {
	var refused *EntryError
	return errors.Is(err, ErrNotAnEntry) || errors.Is(err, ErrStuck) || errors.As(err, &refused)
}

func (c *crew) report(j job, r Receipt, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err != nil:
		c.tally.Failed++
	case r.Status == Duplicate:
		c.tally.Duplicates++
	default:
		c.tally.Enqueued++
	}
	c.done(j.index, j.order, r, err)
}
