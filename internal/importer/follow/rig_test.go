package follow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/follow"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/origin"
	"github.com/trackreg/trackreg/internal/importer/parts"
	"github.com/trackreg/trackreg/internal/importer/progress"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

const run = "nightly@2026-11-24T02:00"

// rig is a run whose rows are queued and counted, with no worker: outcomes are written by the test.
type rig struct {
	t         *testing.T
	rdb       redis.UniversalClient
	book      *ledger.Ledger
	inspector *asynq.Inspector
	progress  *progress.Progress
	follower  *follow.Follower
	payloads  []json.RawMessage // by the ordinal
	tasks     []string          // ids, by the ordinal
}

// virtually runs a test of a run with so many rows, on a virtual clock.
func virtually(t *testing.T, rows int, test func(r *rig)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rdb := redistest.Embedded(t)
		r := &rig{t: t, rdb: rdb, book: ledger.New(rdb, "main", "nightly"), inspector: asynq.NewInspectorFromRedisClient(rdb)}
		ctx := t.Context()
		require.NoError(t, r.book.Add(ctx, run, ledger.Order{}))
		held, err := r.book.Take(ctx, "me", 24*time.Hour)
		require.NoError(t, err)
		require.True(t, held)
		require.NoError(t, r.run().Begin(ctx, []ledger.Part{{Part: parts.Part{Name: "a.csv"}}}))
		r.take(true)
		r.queue(rows)
		test(r)
	})
}

func (r *rig) run() *ledger.Run { return r.book.Run(run, "me") }

// take has a process take the run up, and begin to follow it.
func (r *rig) take(fresh bool) {
	r.t.Helper()
	tally, err := r.run().Count(r.t.Context(), nil)
	require.NoError(r.t, err)
	r.progress = progress.New()
	r.progress.Begin(r.state(), tally)
	r.follower = follow.NewFollower(follow.Run{
		Account: "main", Import: "nightly", Redis: r.rdb, Inspector: r.inspector, Ledger: r.run(),
		Progress: r.progress, LeaseFor: time.Minute, Log: zerolog.Nop(),
	})
	require.NoError(r.t, r.follower.Begin(r.t.Context(), fresh))
}

// queue queues rows, and counts them as queued.
func (r *rig) queue(rows int) {
	r.t.Helper()
	producer := queue.NewProducer(r.rdb, queue.Account("main"), queue.Bulk())
	fates, tasks := make([]ledger.Fate, rows), make([]ledger.Task, rows)
	for i := range rows {
		entry, err := queue.ParseEntry(fmt.Appendf(nil, `{"number":"N%06d","carrier":3011}`, i))
		require.NoError(r.t, err)
		row, err := json.Marshal(origin.Row{Part: "a.csv", Line: i + 2, Cells: []string{entry.Number, "3011"}})
		require.NoError(r.t, err)
		entry, err = entry.From(origin.Source(run, int64(i)), row)
		require.NoError(r.t, err)
		receipt, err := producer.Enqueue(r.t.Context(), entry)
		require.NoError(r.t, err)
		fates[i], tasks[i] = ledger.Queued, ledger.TaskOf(receipt.TaskID)
		r.payloads, r.tasks = append(r.payloads, entry.Payload), append(r.tasks, receipt.TaskID)
	}
	require.NoError(r.t, r.run().Plan(r.t.Context(), 0, fates, tasks...))
	queued, err := r.run().Commit(r.t.Context(), ledger.Chunk{Fates: fates})
	require.NoError(r.t, err)
	r.progress.Fed(queued, 1)
}

// end ends rows as a worker does: the outcome is written, and the task is gone.
func (r *rig) end(outcome string, ordinals ...int64) {
	r.t.Helper()
	for _, i := range ordinals {
		r.tell(origin.Source(run, i), outcome, r.payloads[i])
		require.NoError(r.t, r.inspector.DeleteTask("main-bulk", r.tasks[i]))
	}
}

// tell writes an outcome.
func (r *rig) tell(source, outcome string, payload json.RawMessage) {
	r.t.Helper()
	task := ""
	for i, its := range r.payloads {
		if string(its) == string(payload) {
			task = r.tasks[i]
		}
	}
	entry, err := queue.ParseTask(task, payload)
	require.NoError(r.t, err)
	o := queue.Outcome{
		Task: entry.TaskID(queue.Register), Account: "main", Op: queue.Register, Number: entry.Number, GivenCarrier: entry.Carrier,
		Outcome: outcome, Source: source, Payload: payload, Queue: "main-bulk",
	}
	if outcome == queue.Rejected {
		o.Code, o.Message, o.Remedy = -18010012, "The format is wrong.", "fix_number"
	}
	require.NoError(r.t, outlet.NewRecorder(r.rdb).Record(r.t.Context(), []queue.Outcome{o}))
}

// followed follows until the test's end, or stop is called, which waits.
func (r *rig) followed() (stop func()) {
	ctx, cancel := context.WithCancel(r.t.Context())
	ended := make(chan struct{})
	follower := r.follower
	go func() {
		defer close(ended)
		_ = follower.Follow(ctx) // the context's end
	}()
	stop = func() {
		cancel()
		<-ended
	}
	r.t.Cleanup(stop)
	return stop
}

// ending is what Await returned.
type ending struct {
	phase ledger.Phase
	why   string
	err   error
}

// await awaits the end of a run that would have finished.
func (r *rig) await(heldFor time.Duration) <-chan ending {
	ended := make(chan ending, 1)
	go func() {
		phase, why, err := r.follower.Await(r.t.Context(), ledger.Finished, "", heldFor)
		ended <- ending{phase, why, err}
	}()
	return ended
}

func (r *rig) state() ledger.State {
	r.t.Helper()
	state, err := r.book.State(r.t.Context(), run)
	require.NoError(r.t, err)
	return state
}

// pass lets time go by.
//
//trackreg:sleeps in a bubble
func (r *rig) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
