package follow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/asynqlog"
	"github.com/trackreg/trackreg/internal/importer/follow"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/origin"
	"github.com/trackreg/trackreg/internal/importer/progress"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// TestOutcomesAreCountedOnceInWhateverOrderTheyCome has them come from the last row to the first,
// some twice, among those of another run.
func TestOutcomesAreCountedOnceInWhateverOrderTheyCome(t *testing.T) {
	virtually(t, 10, func(r *rig) {
		r.followed()
		ended := r.await(0)
		r.end(queue.Rejected, 9, 8)
		r.tell(origin.Source(run, 9), queue.Rejected, r.payloads[9])
		r.tell(origin.Source("nightly@2026-11-23T02:00", 0), queue.Registered, r.payloads[0])
		r.tell(origin.Source(run, 0), queue.Known, r.payloads[0]) // no end of a task
		r.end(queue.Exhausted, 7)
		r.end(queue.AlreadyRegistered, 6, 5)
		r.end(queue.Registered, 4, 3, 2, 1)
		r.pass(5 * time.Second)
		require.Empty(r.t, ended, "one row is outstanding")
		require.EqualValues(r.t, 1, r.progress.Outstanding())
		r.end(queue.Registered, 0)
		require.Equal(r.t, ending{phase: ledger.Finished}, <-ended)
		require.Equal(r.t, ledger.Counts{Read: 10, Queued: 10, Registered: 5, AlreadyRegistered: 2, Rejected: 2, Exhausted: 1}, r.state().Counts)
	})
}

// TestOneForgedOutcomeRejectsNoRow has entries of others claim to be the run's rows, one for each.
func TestOneForgedOutcomeRejectsNoRow(t *testing.T) {
	virtually(t, 420, func(r *rig) {
		r.followed()
		ended := r.await(0)
		for i := range int64(420) {
			r.tell(origin.Source(run, i), queue.Rejected, fmt.Appendf(nil, `{"number":"FORGED%04d"}`, i))
		}
		r.pass(5 * time.Second)
		require.Empty(r.t, ended)
		require.EqualValues(r.t, 420, r.progress.Outstanding())
		for i := range int64(420) {
			r.end(queue.Registered, i)
		}
		require.Equal(r.t, ending{phase: ledger.Finished}, <-ended)
		require.Equal(r.t, ledger.Counts{Read: 420, Queued: 420, Registered: 420}, r.state().Counts)
		for row := range r.book.Failed(r.t.Context(), run) {
			require.Fail(r.t, "a forged row is kept", row)
		}
	})
}

// TestAFailedRowIsKeptAsItCame finds it in the payload of its failure, unless that is of another
// entry by now.
func TestAFailedRowIsKeptAsItCame(t *testing.T) {
	virtually(t, 2, func(r *rig) {
		r.end(queue.Rejected, 0, 1)
		r.tell("somebody else", queue.Rejected, json.RawMessage(`{"number":"N000001","carrier":3011}`))
		r.followed()
		require.Equal(r.t, ending{phase: ledger.Finished}, <-r.await(0))
		var kept []ledger.FailedRow
		for row, err := range r.book.Failed(r.t.Context(), run) {
			require.NoError(r.t, err)
			kept = append(kept, row)
		}
		failed := ledger.FailedRow{
			Part: "a.csv", Line: 2, Cells: []string{"N000000", "3011"}, Number: "N000000", Outcome: queue.Rejected, Class: queue.Terminal,
			Code: -18010012, Message: "The format is wrong.", Remedy: "fix_number", Failure: "register:3011:N000000",
		}
		unknown := failed
		unknown.Failure = "register:3011:N000001"
		unknown.Part, unknown.Line, unknown.Cells, unknown.Number, unknown.Ordinal = "", 0, nil, "N000001", 1
		require.Equal(r.t, []ledger.FailedRow{failed, unknown}, kept)
	})
}

// TestAProcessThatGoesOnCountsWhatItsGroupDoesNotKnow has the group deleted between two processes.
func TestAProcessThatGoesOnCountsWhatItsGroupDoesNotKnow(t *testing.T) {
	virtually(t, 4, func(r *rig) {
		stop := r.followed()
		r.end(queue.Registered, 0, 1)
		require.NoError(r.t, r.follower.CaughtUp(r.t.Context()))
		stop()
		require.EqualValues(r.t, 2, r.state().Counts.Registered)
		r.end(queue.Registered, 2)
		require.NoError(r.t, r.rdb.XGroupDestroy(r.t.Context(), keyspace.Account("main").Out(), keyspace.ImportGroup("nightly")).Err())

		r.take(false)
		r.followed()
		ended := r.await(0)
		r.end(queue.Registered, 3)
		require.Equal(r.t, ending{phase: ledger.Finished}, <-ended)
		require.Equal(r.t, ledger.Counts{Read: 4, Queued: 4, Registered: 4}, r.state().Counts)
	})
}

// TestRowsWhoseTaskIsGoneAreRemovedWhenTheyAreMissedTwice leaves those alone that wait for a time
// of their own.
func TestRowsWhoseTaskIsGoneAreRemovedWhenTheyAreMissedTwice(t *testing.T) {
	virtually(t, 5, func(r *rig) {
		r.followed()
		ended := r.await(0)
		for _, ordinal := range []int{0, 1} {
			require.NoError(r.t, r.inspector.DeleteTask("main-bulk", r.tasks[ordinal]))
		}
		r.pass(35 * time.Second)
		require.Zero(r.t, r.state().Counts.Removed, "missed once may be on its way")
		r.tell(origin.Source(run, 1), queue.Registered, r.payloads[1])
		r.pass(3 * time.Minute)
		require.Equal(r.t, ledger.Counts{Read: 5, Queued: 5, Registered: 1, Removed: 1}, r.state().Counts)
		require.Empty(r.t, ended, "three are pending")
		r.end(queue.Registered, 2, 3, 4)
		require.Equal(r.t, ending{phase: ledger.Finished}, <-ended)
	})
}

// TestACancelledRunTakesItsPendingRowsBack where no worker lays them down, and no row of others.
func TestACancelledRunTakesItsPendingRowsBack(t *testing.T) {
	virtually(t, 20, func(r *rig) {
		other, err := queue.ParseEntry([]byte(`{"number":"OTHER1"}`))
		require.NoError(r.t, err)
		_, err = queue.NewProducer(r.rdb, queue.Account("main"), queue.Bulk()).Enqueue(r.t.Context(), other)
		require.NoError(r.t, err)
		r.followed()
		ended := r.await(0)
		r.end(queue.Registered, 0)
		r.pass(time.Second)
		r.progress.Cancel()
		require.Equal(r.t, ending{phase: ledger.Cancelled, why: progress.CancelledWhy}, <-ended)
		require.Equal(r.t, ledger.Counts{Read: 20, Queued: 20, Registered: 1, Cancelled: 19}, r.state().Counts)
		phase, why := r.state().Ending()
		require.Equal(r.t, ledger.Cancelled, phase, "whoever goes on knows it")
		require.Equal(r.t, progress.CancelledWhy, why)
		left, err := r.inspector.ListPendingTasks("main-bulk")
		require.NoError(r.t, err)
		require.Len(r.t, left, 1)
	})
}

// TestACancelledRunWaitsForAWorkerNoLongerThanItMay has a worker die when it has been handed a
// number: that stays with it until its lease has run out.
func TestACancelledRunWaitsForAWorkerNoLongerThanItMay(t *testing.T) {
	virtually(t, 3, func(r *rig) {
		client, mortal := redistest.NewMortal(r.t, r.rdb, func(at redistest.Moment, command string) bool {
			return at == redistest.After && strings.HasPrefix(command, "eval ") && strings.Contains(command, "asynq:{main-bulk}:pending asynq:{main-bulk}:paused")
		})
		server := asynq.NewServerFromRedisClient(client, asynq.Config{
			Concurrency: 1, Queues: map[string]int{"main-bulk": 1}, Logger: asynqlog.Logger{Log: zerolog.Nop()},
		})
		require.NoError(r.t, server.Start(asynq.HandlerFunc(func(context.Context, *asynq.Task) error { return nil })))
		r.t.Cleanup(server.Shutdown)
		r.pass(5 * time.Second)
		require.True(r.t, mortal.Dead())
		held, err := r.inspector.ListActiveTasks("main-bulk")
		require.NoError(r.t, err)
		require.Len(r.t, held, 1)
		r.followed()
		r.progress.Cancel()
		begun := time.Now()
		end := <-r.await(time.Minute)
		require.ErrorIs(r.t, end.err, follow.ErrHeld)
		require.Equal(r.t, ledger.Cancelled, end.phase)
		require.InDelta(r.t, time.Minute.Seconds(), time.Since(begun).Seconds(), 10)
		require.EqualValues(r.t, 2, r.state().Counts.Cancelled)
		require.EqualValues(r.t, 1, r.progress.Outstanding())
	})
}
