package job

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/worker"
)

// run is one run under way.
type run struct {
	o         Options
	watch     *queue.Watch
	stopwatch *stopwatch
	awaited   *awaited
	feeder    *feeder
	follower  *follower
	refused   *refused
	told      int // invalid rows; under the lock of what is awaited
	gate      atomic.Pointer[gate.State]

	fed  atomic.Bool // every row is enqueued
	once sync.Once
	end  End
	why  string
	stop context.CancelFunc // ends the work
}

// Run enqueues the rows of the input, works for the account, and blocks until
// every row has its outcome, the account is closed, the time to wait is over or
// ctx ends; the Summary says which. It stops its worker in good order, so what
// is not finished then is in the queue, or, where that does not outlive the
// process, in the failures file with the rest of the input.
//
// An error says that the run could not be carried out. The summary holds
// what is known all the same.
func Run(ctx context.Context, o Options) (Summary, error) {
	r, err := begin(ctx, o)
	if err != nil {
		return Summary{}, err
	}
	following, heard := context.WithCancel(context.WithoutCancel(ctx))
	defer heard()
	working, stop := context.WithCancel(ctx)
	defer stop()
	r.stop = stop
	var outcomes errgroup.Group
	outcomes.Go(func() error { return r.follow(following) })

	err = r.work(working)
	r.finish(unasked(err), "") // unless it ended otherwise
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lateFor)
	defer cancel()
	err = errors.Join(err, r.rest(late))
	r.follower.last.Store(true)
	err = errors.Join(err, outcomes.Wait(), r.watch.Close(late))
	r.awaited.close(o.Kept, "not finished: "+r.unfinished())
	err = errors.Join(err, o.Input.failure(), r.refused.close(), r.awaited.broken())
	return r.summary(), err
}

// lateFor bounds what is left to do on Redis when a run has ended.
const lateFor = 20 * time.Second

// unasked is how a run ends that no part of it has ended.
func unasked(err error) End {
	if err != nil {
		return Failed
	}
	return Interrupted
}

// begin opens the watch before anything is enqueued, so that no outcome is
// missed, and has an account that is held try again: whoever starts a run may
// have mended it.
func begin(ctx context.Context, o Options) (*run, error) {
	watch, err := queue.OpenWatch(ctx, o.Redis, o.Account)
	if err != nil {
		return nil, err
	}
	if _, err := o.Gate.ProbeNow(ctx); err != nil {
		return nil, errors.Join(err, watch.Close(ctx))
	}
	r := &run{o: o, watch: watch, stopwatch: newStopwatch(), refused: newRefused(o)}
	r.awaited = newAwaited(r.refuse)
	o.Input.skipped = r.awaited.known
	room := semaphore.NewWeighted(o.HighWater)
	place := queue.Bulk()
	if o.Live {
		place = queue.Live()
	}
	r.feeder = &feeder{
		producer: queue.NewProducer(o.Redis, queue.Account(o.Account)), options: []queue.Option{place},
		awaited: r.awaited, room: room, next: o.Input.next, flying: map[int]queue.Entry{},
	}
	r.follower = &follower{watch: watch, awaited: r.awaited, stopwatch: r.stopwatch, room: room, heard: r.checkFinished}
	return r, nil
}

// follow brings outcomes until all have been read. Where they cannot be, the run has failed: what
// ends then would be taken for gone.
func (r *run) follow(ctx context.Context) error {
	err := r.follower.run(ctx)
	if err != nil {
		r.finish(Failed, "")
	}
	return err
}

// work runs all that ends with the run's end.
func (r *run) work(ctx context.Context) error {
	r.o.Worker.OnCall = r.stopwatch.call
	helper, err := worker.New(r.o.Worker)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return helper.Run(ctx) })
	group.Go(func() error { return r.feed(ctx) })
	group.Go(func() error { r.watchClosing(ctx); return nil })
	group.Go(func() error { r.show(ctx); return nil })
	group.Go(func() error { r.search().run(ctx); return nil })
	group.Go(func() error { r.waitOver(ctx); return nil })
	return group.Wait()
}

// refuse takes a row that failed. The first few that are no entry are told at once.
func (r *run) refuse(row rows.Row, v rows.Verdict) error {
	if row.Err != nil {
		switch r.told++; {
		case r.told <= toldMost:
			r.o.Display.Note(row.Err.Error())
		case r.told == toldMost+1:
			r.o.Display.Note("more invalid rows are in the failures file")
		}
	}
	return r.refused.write(row, v)
}

// toldMost is how many invalid rows are told.
const toldMost = 10

// feed enqueues all rows.
func (r *run) feed(ctx context.Context) error {
	err := r.feeder.run(ctx, func() bool { return r.feeder.room.Acquire(ctx, 1) == nil })
	if ctx.Err() != nil {
		return nil // what is left is for rest
	}
	if err == nil {
		r.fed.Store(true)
		r.checkFinished()
	}
	return err
}

// search looks for tasks of the run's that will never have an outcome.
func (r *run) search() *search {
	return &search{
		tasks: asynq.NewInspectorFromRedisClient(r.o.Redis), queue: r.o.queueName(), awaited: r.awaited, idle: r.stopwatch.idle,
		gone: func(rows int) {
			r.feeder.room.Release(int64(rows))
			r.checkFinished()
		},
	}
}

func (r *run) checkFinished() {
	if r.fed.Load() && r.awaited.outstanding() == 0 {
		r.finish(Finished, "")
	}
}

// finish ends the run; the first end counts.
func (r *run) finish(end End, why string) {
	r.once.Do(func() {
		r.end, r.why = end, why
		r.stop()
	})
}

func (r *run) watchClosing(ctx context.Context) {
	c := gateWatch{gate: r.o.Gate, account: r.o.Account, live: r.o.Live, seen: func(s gate.State) { r.gate.Store(&s) }}
	if why := c.watch(ctx); why != "" {
		r.finish(Closed, why)
	}
}

func (r *run) waitOver(ctx context.Context) {
	if r.o.Wait <= 0 {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(r.o.Wait):
		r.finish(WaitOver, "")
	}
}
