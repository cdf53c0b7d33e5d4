package worker

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/batching"
	"github.com/trackreg/trackreg/internal/asynqlog"
	"github.com/trackreg/trackreg/internal/cancelled"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/history"
	"github.com/trackreg/trackreg/internal/inlet"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/internal/strays"
	"github.com/trackreg/trackreg/internal/traffic"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// spareBatches is how many batches a queue's handlers can hold beyond those in
// flight, so that the next call is full the moment its slot comes.
const spareBatches = 2

// pipeline is one account at work in this process.
type pipeline struct {
	account  Account
	gate     *gate.Gate
	batcher  *batching.Batcher[*number, verdict]
	servers  servers
	pulling  *atomic.Int32 // counts the pipelines whose servers pull
	held     *inHand
	flights  *flights
	quota    *quotaReader
	keyFile  *keyFileWatch
	attached []attendant
	log      zerolog.Logger
}

// attendant is a loop that runs beside the servers until its context ends.
type attendant interface {
	Run(ctx context.Context) error
}

// build puts an account's pipeline together. life ends when the worker gives
// up its last work.
func (w *Worker) build(life context.Context, a Account) *pipeline {
	log := w.o.Log.With().Str("account", a.Name).Logger()
	keys := keyspace.Account(a.Name)
	p := &pipeline{account: a, log: log, pulling: &w.pulling, held: newInHand(), flights: &flights{}, gate: gate.New(w.o.Redis, keys.Gate(), w.gateOptions(a))}
	rec := &recorder{account: a.Name, outcomes: outlet.NewRecorder(w.o.Redis), redis: w.redis, now: time.Now, observe: w.o.observeOutcome}
	if a.KnownMonths > 0 {
		rec.known = known.NewRecord(w.o.Redis, a.Name, a.KnownMonths)
	}
	limits := attemptLimits{max: w.o.MaxAttempts, backoff: retry.Backoff{Min: w.o.RetryMin, Max: w.o.RetryMax, Spread: retry.Half}}
	calls := &caller{
		account: a.Name, vendor: a.Vendor, gate: p.gate, limits: limits, recorder: rec, redis: w.redis,
		events: queue.NewEvents(w.o.Redis), flights: p.flights, quiet: w.o.QuietCalls, observe: w.o.observeCall, log: log,
	}
	ops := map[string]*track17.Operation{}
	for _, op := range w.o.Operations {
		ops[op.Name] = op
	}
	p.batcher = batching.New(batching.Config{
		Most: a.BatchSize, InFlight: w.o.RequestsInFlight, MaxSuspects: w.concurrency(a) / 2,
	}, slots{gate: p.gate, ops: ops, redis: w.redis, tell: calls.changed}, calls)
	p.quota = &quotaReader{
		gate: p.gate, vendor: a.Vendor, key: a.Key, me: w.me, lease: w.o.CallTimeout + 10*time.Second,
		redis: w.redis, tell: calls.changed, nudge: p.batcher.Nudge, log: log,
	}
	p.keyFile = &keyFileWatch{
		account: a.Name, host: w.host, trouble: a.KeyTrouble, emit: queue.NewEvents(w.o.Redis).Emit, redis: w.redis, log: log,
	}
	w.attach(life, p, calls, limits)
	return p
}

// attach makes the account's servers and the loops that look after them.
func (w *Worker) attach(life context.Context, p *pipeline, calls *caller, limits attemptLimits) {
	inspector := asynq.NewInspectorFromRedisClient(w.o.Redis)
	counts := counter{w.o.Redis}
	reap := newReaper(inspector)
	stopped := newCancelledRuns(cancelled.NewRuns(w.o.Redis, p.account.Name), calls.redis)
	exp := &expiry{
		inspector: inspector, handlers: map[string]*handler{}, inHand: p.held,
		recorder: calls.recorder, reaper: reap, life: life, now: time.Now,
	}
	var kept []keptQueue
	var names []string
	for _, h := range w.handlers(p, handler{limits: limits, recorder: calls.recorder, inHand: p.held, cancelled: stopped}) {
		exp.handlers[h.queue] = h
		kept = append(kept, keptQueue{name: h.queue, rank: h.rank, spends: h.op.Spends})
		names = append(names, h.queue)
		p.servers = append(p.servers, newQueueServer(w.o.Redis, h, w.concurrency(p.account), exp, asynqlog.Logger{Log: p.log}))
	}
	p.attached = []attendant{
		reap, p.quota, stopped, p.keyFile,
		&keeper{
			gate: p.gate, queues: kept, pauser: queuePauser{inspector, counts}, me: w.me, redis: calls.redis, log: p.log,
			marks: pauseMarks{w.o.Redis, keyspace.Account(p.account.Name).Own("paused_by_us")}, key: newKeyWatch(p.account.Key), tell: calls.changed,
		},
		&janitor{
			gate: p.gate, inspector: inspector, expiry: exp, sizes: counts.read, queues: names, me: w.me, keep: archiveAgeOf(p.account),
			redis: calls.redis, now: time.Now, log: p.log, seen: map[string]time.Time{},
		},
		&strayFinder{
			gate: p.gate, tasks: inspector, again: asynq.NewClientFromRedisClient(w.o.Redis), record: strays.NewRecord(w.o.Redis, p.account.Name),
			sizes: counts.read, queues: names, me: w.me, redis: calls.redis, now: time.Now, log: p.log,
			leased: func(ctx context.Context, q string, ids []string) (map[string]bool, error) {
				return queue.ReadLeased(ctx, w.o.Redis, q, ids...)
			},
		},
		&flightTeller{
			flights: calls.flights, record: traffic.NewRecord(w.o.Redis, p.account.Name), gate: p.gate, me: w.me, redis: calls.redis, now: time.Now,
			totals: func(ctx context.Context) (queue.Totals, error) {
				return queue.ReadTotals(ctx, w.o.Redis, p.account.Name)
			},
		},
		&historian{
			gate: p.gate, record: history.NewRecord(w.o.Redis, p.account.Name), me: w.me, redis: calls.redis,
			totals: func(ctx context.Context) (queue.Totals, error) {
				return queue.ReadTotals(ctx, w.o.Redis, p.account.Name)
			},
			sizes: func(ctx context.Context) ([]queue.Counts, error) {
				return queue.ReadCounts(ctx, w.o.Redis, names...)
			},
		},
		&groupWatch{
			gate: p.gate, groups: inspector.Groups, queues: names, me: w.me, redis: calls.redis, log: p.log, warned: map[string]int{},
		},
		&trimmer{
			gate: p.gate, stream: outlet.NewTrimmer(w.o.Redis, p.account.Name, p.account.OutcomesMax, p.account.OutcomesKeep), me: w.me, redis: calls.redis,
		},
		&forgetter{
			gate: p.gate, failures: queue.NewFailures(w.o.Redis, p.account.Name), keep: p.account.FailuresKeep,
			me: w.me, redis: calls.redis, now: time.Now, log: p.log,
		},
		&redactor{
			gate: p.gate, failures: queue.NewFailures(w.o.Redis, p.account.Name).Redact, keep: p.account.PersonalDataKeep,
			refused: func(ctx context.Context, before time.Time) (int, error) {
				return inlet.Redact(ctx, w.o.Redis, p.account.Name, before)
			},
			me: w.me, redis: calls.redis, now: time.Now, log: p.log,
		},
	}
}

// handlers are one for each queue of the account: live and bulk for register,
// one of its own for any other operation. shared is what they have in common.
func (w *Worker) handlers(p *pipeline, shared handler) []*handler {
	var all []*handler
	add := func(op *track17.Operation, name string, rank int) {
		h := shared
		h.queue, h.rank, h.op, h.batcher = name, rank, op, p.batcher
		all = append(all, &h)
	}
	for _, op := range w.o.Operations {
		if op.Name == queue.Register {
			add(op, queue.LiveQueue(p.account.Name), liveRank)
			add(op, queue.BulkQueue(p.account.Name), bulkRank)
			continue
		}
		add(op, queue.OperationQueue(p.account.Name, op.Name), liveRank)
	}
	return all
}

// concurrency is how many tasks one queue's server may hold.
func (w *Worker) concurrency(a Account) int {
	return a.BatchSize * (w.o.RequestsInFlight + spareBatches)
}

// introduction is the longest that a start waits for the first reading of the
// quota: a closed gate or a slow vendor must not keep the numbers from being
// seen, and waits for them to come to the gate anyway.
const introduction = 10 * time.Second

// run works until stop ends, then gives back what waits; life cuts short what
// is still in flight.
func (p *pipeline) run(stop, life context.Context) error {
	var loops errgroup.Group
	batched, introduced := make(chan struct{}), make(chan struct{})
	loops.Go(func() error { defer close(batched); return p.batcher.Run(stop) })
	loops.Go(func() error { defer close(introduced); p.introduce(stop); return nil })
	for _, a := range p.attached {
		loops.Go(func() error { return a.Run(stop) })
	}
	p.waitFor(stop, introduced)
	if err := p.servers.start(); err != nil {
		return err
	}
	p.pulling.Add(1)
	<-stop.Done()
	p.pulling.Add(-1)
	p.servers.stopPulling()
	select {
	case <-batched:
	case <-life.Done():
		p.batcher.Abandon()
	}
	p.servers.shutdown()
	return loops.Wait()
}

// introduce asks for the quota, once Redis is there, unless another process has just read it. It is what a worker's
// first slot is for: it checks the key, and the queues fill meanwhile, so that
// the first call is a full one. What the vendor answers is the gate's to know.
func (p *pipeline) introduce(ctx context.Context) {
	_, _ = retry.Until(ctx, p.quota.redis.untilTaken(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.quota.askIfStale(ctx)
	})
}

func (p *pipeline) waitFor(ctx context.Context, introduced <-chan struct{}) {
	bound := time.NewTimer(introduction)
	defer bound.Stop()
	select {
	case <-introduced:
	case <-bound.C:
	case <-ctx.Done():
	}
}
