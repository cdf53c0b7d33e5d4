package importer_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/asynqlog"
	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// rig is a Redis, a source in memory, and a worker that ends numbers by what they are called.
type rig struct {
	t      *testing.T
	rdb    redis.UniversalClient
	source *sourcetest.Memory
	look   time.Duration // between two looks at what a test waits for
	of     configs.Import
	o      importer.Options
}

// newRig works on a Redis.
func newRig(t *testing.T, rdb redis.UniversalClient) *rig {
	t.Helper()
	r := &rig{
		t: t, rdb: rdb, source: &sourcetest.Memory{}, look: 20 * time.Millisecond,
		of: configs.Import{Name: "nightly", Account: "main", CatchUp: time.Hour, Source: configs.Source{Path: "memory"}},
	}
	r.o = importer.Options{
		Redis: rdb, HighWater: 50_000,
		Log: zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.ErrorLevel),
		Source: func(configs.Import, source.Options) (source.Source, error) {
			return r.source, nil
		},
	}
	return r
}

// onRedis runs a test on a real Redis, beside others.
func onRedis(t *testing.T) *rig {
	t.Helper()
	t.Parallel()
	return newRig(t, redistest.Start(t).Client())
}

// virtually runs a test on a virtual clock: minutes pass in milliseconds.
func virtually(t *testing.T, test func(r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, redistest.Embedded(t))
		r.look = time.Second
		test(r)
	})
}

// patience bounds every wait. It is long on purpose: it only ends a test that would otherwise hang.
const patience = 60 * time.Second

// work runs an importer until stop is called, or the test ends.
func (r *rig) work(change ...func(*importer.Options)) (stop func()) {
	r.t.Helper()
	o := r.o
	o.Imports = []configs.Import{r.of}
	for _, do := range change {
		do(&o)
	}
	i, err := importer.New(o)
	require.NoError(r.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- i.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			require.NoError(r.t, <-ended)
		})
	}
	r.t.Cleanup(stop)
	return stop
}

// start starts a run by hand.
func (r *rig) start(by ...importer.By) string {
	r.t.Helper()
	by = append(by, importer.By{At: time.Date(2026, 11, 24, 10, 46, 13, 0, time.UTC)})
	id, err := importer.Start(r.t.Context(), r.rdb, r.of, by[0])
	require.NoError(r.t, err)
	return id
}

// state is the run as the ledger has it.
func (r *rig) state(id string) ledger.State {
	r.t.Helper()
	state, err := r.ledger().State(context.Background(), id)
	require.NoError(r.t, err)
	return state
}

func (r *rig) ledger() *ledger.Ledger { return ledger.New(r.rdb, r.of.Account, r.of.Name) }

// until waits for a state of the run.
//
//trackreg:sleeps between two looks at what it waits for, to a bound
func (r *rig) until(id string, is func(ledger.State) bool, what string) ledger.State {
	r.t.Helper()
	var state ledger.State
	for start := time.Now(); ; time.Sleep(r.look) {
		if state = r.state(id); is(state) {
			return state
		}
		if time.Since(start) > patience*60 {
			require.Failf(r.t, "not in time", "%s: %+v", what, state)
		}
	}
}

// ended waits until the run has ended and checks that each row was counted once.
func (r *rig) ended(id string) ledger.State {
	r.t.Helper()
	state := r.until(id, func(s ledger.State) bool { return s.Phase.Ended() }, "the run to end")
	require.True(r.t, state.Counts.AddUp(), "the counts do not add up: %+v", state)
	return state
}

// unfollowed waits until no outcomes are kept for imports any more.
//
//trackreg:sleeps between two looks at what it waits for, to a bound
func (r *rig) unfollowed() {
	r.t.Helper()
	for start := time.Now(); ; time.Sleep(r.look) {
		groups, err := r.rdb.XInfoGroups(context.Background(), keyspace.Account("main").Out()).Result()
		require.NoError(r.t, err)
		if len(groups) == 0 {
			return
		}
		require.Less(r.t, time.Since(start), patience, "%v", groups)
	}
}

// outcomes are the outcomes of the account by the number.
func (r *rig) outcomes() map[string][]queue.Outcome {
	r.t.Helper()
	entries, err := r.rdb.XRange(context.Background(), keyspace.Account("main").Out(), "-", "+").Result()
	require.NoError(r.t, err)
	all := map[string][]queue.Outcome{}
	for _, e := range entries {
		o := queue.ParseOutcome(e.Values)
		all[o.Number] = append(all[o.Number], o)
	}
	return all
}

// vendor ends the numbers of the bulk queue: BAD... is rejected, LATE... waits for its next try,
// all others are registered.
type vendor struct {
	rig      *rig
	recorder *outlet.Recorder
	pull     time.Duration

	mu      sync.Mutex
	handled map[string]int
	held    chan struct{} // while it is not nil, numbers HELD... wait for it to be closed
}

// sell starts the worker.
func (r *rig) sell(change ...func(*vendor)) *vendor {
	r.t.Helper()
	v := &vendor{rig: r, recorder: outlet.NewRecorder(r.rdb), handled: map[string]int{}, pull: r.look / 2}
	for _, do := range change {
		do(v)
	}
	server := asynq.NewServerFromRedisClient(r.rdb, asynq.Config{
		Concurrency: 20, Queues: map[string]int{"main-bulk": 1}, TaskCheckInterval: v.pull,
		DelayedTaskCheckInterval: time.Second, Logger: asynqlog.Logger{Log: zerolog.Nop()}, ShutdownTimeout: 100 * time.Millisecond,
		RetryDelayFunc: func(int, error, *asynq.Task) time.Duration { return time.Hour },
		IsFailure:      func(error) bool { return false },
	})
	require.NoError(r.t, server.Start(asynq.HandlerFunc(v.handle)))
	r.t.Cleanup(server.Shutdown)
	return v
}

func (v *vendor) handle(ctx context.Context, task *asynq.Task) error {
	id, _ := asynq.GetTaskID(ctx)
	entry, err := queue.ParseTask(id, task.Payload())
	if err != nil {
		return err
	}
	v.mu.Lock()
	held := v.held
	v.mu.Unlock()
	if held != nil && strings.HasPrefix(entry.Number, "HELD") {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-held:
		}
	}
	if strings.HasPrefix(entry.Number, "LATE") {
		return fmt.Errorf("later")
	}
	o := queue.Outcome{
		Task: id, Account: "main", Op: queue.Register, Number: entry.Number, GivenCarrier: entry.Carrier, Outcome: queue.Registered,
		Source: entry.Source, Ref: entry.Ref, Payload: entry.Payload, Queue: "main-bulk", Attempts: 1,
	}
	if strings.HasPrefix(entry.Number, "BAD") {
		o.Outcome, o.Code, o.Message, o.Remedy = queue.Rejected, -18010012, "The format is wrong.", "fix_number"
	}
	v.mu.Lock()
	v.handled[entry.Number]++
	v.mu.Unlock()
	if err := v.recorder.Record(ctx, []queue.Outcome{o}); err != nil {
		return err
	}
	if o.Outcome == queue.Rejected {
		return fmt.Errorf("rejected: %w", asynq.SkipRetry)
	}
	return nil
}
