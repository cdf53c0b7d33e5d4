package feed_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/feed"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/progress"
	"github.com/trackreg/trackreg/internal/importer/repeat"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/importer/trouble"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

const run = "nightly@2026-11-24T02:00"

// rig is a run that has begun, with nobody who follows it and no worker: what is queued stays.
type rig struct {
	t      *testing.T
	rdb    redis.UniversalClient
	source *sourcetest.Memory
	book   *ledger.Ledger
	of     feed.Run
	looked int // for rows whose task is gone
	caught int // up with outcomes
}

// virtually runs a test of a run that reads these files, on a virtual clock.
func virtually(t *testing.T, files map[string]string, test func(r *rig)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, rdb: redistest.Embedded(t), source: &sourcetest.Memory{}}
		for _, name := range []string{"a.csv", "b.csv"} {
			if text, has := files[name]; has {
				r.source.Put(name, "1", text)
			}
		}
		r.begin()
		test(r)
	})
}

// begin enters the run and has it begin.
func (r *rig) begin() {
	r.t.Helper()
	r.book = ledger.New(r.rdb, "main", "nightly")
	require.NoError(r.t, r.book.Add(r.t.Context(), run, ledger.Order{}))
	held, err := r.book.Take(r.t.Context(), "me", 24*time.Hour)
	require.NoError(r.t, err)
	require.True(r.t, held)
	all, err := r.source.Parts(r.t.Context())
	require.NoError(r.t, err)
	parts := make([]ledger.Part, len(all.Parts))
	for i, p := range all.Parts {
		parts[i].Part = p
	}
	require.NoError(r.t, r.book.Run(run, "me").Begin(r.t.Context(), parts))
	r.of = feed.Run{
		Import: configs.Import{Name: "nightly", Account: "main"}, HighWater: 50_000,
		Source:   func() (source.Source, error) { return r.source, nil },
		CaughtUp: func(context.Context) error { r.caught++; return nil },
		Missing:  r, Log: zerolog.Nop(),
	}
}

// Due implements [feed.Missing].
func (r *rig) Due() bool { return true }

// Look implements [feed.Missing].
func (r *rig) Look(context.Context, string) error {
	r.looked++
	return nil
}

// on is the run as a process takes it up that reaches Redis by a client of its own.
func (r *rig) on(rdb redis.UniversalClient) feed.Run {
	r.t.Helper()
	state := r.state()
	tally, err := r.book.Run(run, "me").Count(r.t.Context(), nil)
	require.NoError(r.t, err)
	of := r.of
	of.State, of.Redis, of.Inspector = state, rdb, asynq.NewInspectorFromRedisClient(rdb)
	of.Ledger, of.Progress = ledger.New(rdb, "main", "nightly").Run(run, "me"), progress.New()
	of.Trouble = trouble.New(of.Ledger, repeat.Redis{}, zerolog.Nop())
	of.Trouble.Begin(state.Problems)
	of.Progress.Begin(state, tally)
	return of
}

// feed feeds the run as a process does that takes it up.
func (r *rig) feed() (ledger.Phase, string, error) {
	r.t.Helper()
	return feed.Feed(r.t.Context(), r.on(r.rdb))
}

func (r *rig) state() ledger.State {
	r.t.Helper()
	state, err := r.book.State(r.t.Context(), run)
	require.NoError(r.t, err)
	return state
}

// queued are the numbers of the tasks that wait, with how many tasks each has.
func (r *rig) queued() map[string]int {
	r.t.Helper()
	numbers := map[string]int{}
	tasks, err := asynq.NewInspectorFromRedisClient(r.rdb).ListPendingTasks("main-bulk", asynq.PageSize(10_000))
	require.NoError(r.t, err)
	for _, task := range tasks {
		entry, err := queue.ParseTask(task.ID, task.Payload)
		require.NoError(r.t, err)
		numbers[entry.Number]++
	}
	return numbers
}

// pass lets a while go by.
//
//trackreg:sleeps in a bubble
func (r *rig) pass() {
	time.Sleep(time.Minute)
	synctest.Wait()
}
