package queue

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"golang.org/x/sync/errgroup"
)

const (
	// senders is how many batches EnqueueMany has on their way at once: while
	// Redis carries one out, others are written and read.
	senders = 4
	// batchMost is the most entries in one pipeline.
	batchMost = 256
)

// Tally counts what became of many entries.
type Tally struct {
	Enqueued   int // tasks made
	Duplicates int // entries whose very same task was waiting or being worked on
	Failed     int // entries tried that may not be in the queue
}

// EnqueueMany makes tasks of all entries, in the bulk queue unless an option
// says otherwise, in pipelines of as many as are there, in constant memory. It
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

// many carries out orders by a crew of senders.
func (p *Producer) many(ctx context.Context, orders iter.Seq[order], place placement, done reporter) (Tally, error) {
	group, ctx := errgroup.WithContext(ctx)
	crew := &crew{producer: p, place: place, done: done, work: make(chan job, batchMost)}
	group.Go(func() error {
		defer close(crew.work)
		return crew.feed(ctx, orders)
	})
	for range senders {
		group.Go(func() error { return crew.send(ctx) })
	}
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

// crew is the senders of one EnqueueMany.
type crew struct {
	producer *Producer
	place    placement
	work     chan job

	mu    sync.Mutex // one call of done at a time
	done  reporter
	tally Tally
}

// feed hands out the orders.
func (c *crew) feed(ctx context.Context, orders iter.Seq[order]) error {
	index := 0
	for o := range orders {
		select {
		case c.work <- job{index: index, order: o}:
			index++
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// send carries out what is fed, until there is no more or an error that
// concerns all.
func (c *crew) send(ctx context.Context) error {
	writer := newBatchWriter(c.producer)
	for {
		batch := c.gather()
		if len(batch) == 0 {
			return nil
		}
		if err := c.sendBatch(ctx, writer, batch); err != nil {
			return err
		}
	}
}

// gather waits for one job and takes those that are there with it, so that a
// lone entry does not wait for company. None: there are no more.
func (c *crew) gather() []job {
	first, ok := <-c.work
	if !ok {
		return nil
	}
	batch := append(make([]job, 0, batchMost), first)
	for len(batch) < batchMost {
		select {
		case next, ok := <-c.work:
			if !ok {
				return batch
			}
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

// sendBatch enqueues a batch in one pipeline, and looks closer at what that left.
func (c *crew) sendBatch(ctx context.Context, writer *batchWriter, batch []job) error {
	out := writer.write(ctx, batch, c.place)
	for _, j := range out.enqueued {
		c.report(j, j.order.receipt(), nil)
	}
	if out.err != nil {
		c.report(*out.failed, Receipt{}, out.err)
		return out.err
	}
	return c.oneByOne(ctx, out.rest)
}

// oneByOne carries out jobs that need more than one question to Redis, all at
// once: their questions share pipelines.
func (c *crew) oneByOne(ctx context.Context, jobs []job) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, j := range jobs {
		group.Go(func() error { return c.carryOut(ctx, j) })
	}
	return group.Wait()
}

func (c *crew) carryOut(ctx context.Context, j job) error {
	receipt, err := c.producer.enqueue(ctx, j.order, c.place)
	if err == nil && j.order.failure != nil {
		err = c.producer.dropArchived(*j.order.failure, receipt)
	}
	c.report(j, receipt, err)
	if OfOneEntry(err) {
		return nil
	}
	return err
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
