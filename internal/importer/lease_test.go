package importer_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/streams"
	"github.com/trackreg/trackreg/queue"
)

func TestTwoWorkersCarryOutOneRunOfAnImportAtATime(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "", sourcetest.CSV(sourcetest.Numbers("HELD", 10)...))
		held := make(chan struct{})
		r.sell(func(v *vendor) { v.held = held })
		for i := range 2 {
			r.work(func(o *importer.Options) { o.Me = fmt.Sprint("worker ", i) })
		}
		first := r.start()
		r.waits(first, 10)
		second := r.start(importer.By{At: time.Now()})
		for range 30 {
			time.Sleep(time.Second)
			require.Equal(r.t, ledger.Settling, r.state(first).Phase)
			require.Equal(r.t, ledger.Waiting, r.state(second).Phase)
		}
		tasks, err := queue.ReadCounts(r.t.Context(), r.rdb, keyspace.ImportsQueue)
		require.NoError(r.t, err)
		require.EqualValues(r.t, 1, tasks[0].Active, "the second is back in the queue")
		close(held)
		require.EqualValues(r.t, 10, r.ended(first).Counts.Registered)
		require.EqualValues(r.t, 10, r.ended(second).Counts.Registered, "and is carried out when the first has ended")
	})
}

func TestAWorkerThatIsStoppedHandsItsRunOverAtOnce(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 200)...))
		r.o.HighWater = 20
		stop := r.work()
		id := r.start()
		r.waits(id, 20)
		begun := time.Now()
		stop()
		require.Less(r.t, time.Since(begun), 3*time.Second)
		tasks, err := queue.ReadCounts(r.t.Context(), r.rdb, keyspace.ImportsQueue)
		require.NoError(r.t, err)
		require.EqualValues(r.t, 1, tasks[0].Pending, "another takes it without waiting")
		r.sell()
		r.work()
		require.EqualValues(r.t, 200, r.ended(id).Counts.Registered)
		require.Less(r.t, time.Since(begun), 20*time.Second, "nor for the lease")
	})
}

func TestAWorkerThatLosesItsLeaseWritesNothingMore(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("HELD", 10)...))
		held := make(chan struct{})
		r.sell(func(v *vendor) { v.held = held })
		r.work()
		id := r.start()
		r.waits(id, 10)
		// As if it had been suspended for so long that another has taken over.
		require.NoError(r.t, r.rdb.HSet(r.t.Context(), keyspace.Account("main").Import("nightly"), "holder", "another").Err())
		close(held)
		time.Sleep(10 * time.Second)
		require.Zero(r.t, r.state(id).Counts.Registered, "it counts nothing")
		taken, err := r.ledger().Take(r.t.Context(), "another", time.Second)
		require.NoError(r.t, err)
		require.True(r.t, taken, "and leaves the other's lease alone")
		state := r.ended(id)
		require.EqualValues(r.t, 10, state.Counts.Registered, "what came meanwhile is counted by who goes on")
	})
}

// TestAWorkerThatLosesItsLeaseLeavesTheOutcomesOfTheNextRun has a suspended worker wake up when the
// run that it carried out has ended and the next one is under way, by the same consumer group.
func TestAWorkerThatLosesItsLeaseLeavesTheOutcomesOfTheNextRun(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("HELD", 10)...))
		r.sell(func(v *vendor) { v.held = make(chan struct{}) })
		r.work()
		r.waits(r.start(), 10)
		require.NoError(r.t, r.rdb.HSet(r.t.Context(), keyspace.Account("main").Import("nightly"), "holder", "another").Err())
		require.NoError(r.t, outlet.NewRecorder(r.rdb).Record(r.t.Context(), []queue.Outcome{{
			Account: "main", Op: queue.Register, Number: "NEXT", Outcome: queue.Registered, Source: "nightly@2026-11-25T02:00#0",
		}}))
		time.Sleep(10 * time.Second)
		lag, err := streams.ReadLag(r.t.Context(), r.rdb, "main", keyspace.ImportGroup("nightly"))
		require.NoError(r.t, err)
		require.EqualValues(r.t, 1, lag.Outcomes, "it is left to who counts it")
	})
}

func TestARunWhoseTaskIsDeletedDoesNotKeepTheNextFromBeginning(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "", sourcetest.CSV(sourcetest.Numbers("LATE", 20)...))
		r.o.HighWater = 10
		stop := r.work()
		first := r.start()
		r.waits(first, 10)
		stop()
		inspector := asynq.NewInspectorFromRedisClient(r.rdb)
		require.NoError(r.t, inspector.DeleteTask(keyspace.ImportsQueue, first))
		r.source.Put("a.csv", "", sourcetest.CSV(sourcetest.Numbers("GOOD", 10)...))
		second := r.start(importer.By{At: time.Now()})
		never := r.start(importer.By{At: time.Now().Add(time.Minute)})
		require.NoError(r.t, inspector.DeleteTask(keyspace.ImportsQueue, never))
		r.sell()
		r.work()
		r.until(first, func(s ledger.State) bool { return s.Phase == ledger.Settling }, "the first to be fed no more")
		require.Equal(r.t, ledger.Waiting, r.state(second).Phase, "as behind any other run")
		time.Sleep(10 * time.Second)
		deleted, err := inspector.DeleteAllRetryTasks("main-bulk")
		require.NoError(r.t, err)
		require.Equal(r.t, 10, deleted)
		require.EqualValues(r.t, 10, r.ended(second).Counts.Registered)
		state := r.ended(first)
		require.Equal(r.t, ledger.Failed, state.Phase)
		require.EqualValues(r.t, 10, state.Counts.Removed, "every row of it is accounted for")
		require.Contains(r.t, state.Why, "deleted or archived by hand")
		require.Equal(r.t, ledger.Failed, r.ended(never).Phase)

		events, err := queue.NewEvents(r.rdb).Newest(r.t.Context(), "main", 10)
		require.NoError(r.t, err)
		require.Len(r.t, events, 3, "of each a program hears")
	})
}

func TestARunThatHasEndedIsNotRunAgain(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "", sourcetest.CSV(sourcetest.Numbers("GOOD", 10)...))
		v := r.sell()
		r.work()
		id := r.start()
		before := r.ended(id)
		_, err := importer.Start(r.t.Context(), r.rdb, r.of, importer.By{At: time.Date(2026, 11, 24, 10, 46, 13, 0, time.UTC)})
		require.ErrorIs(r.t, err, importer.ErrStarted)

		// As a worker does that was killed after the end and before it could say so.
		r.unfollowed()
		time.Sleep(3 * time.Second)
		require.NoError(r.t, asynq.NewInspectorFromRedisClient(r.rdb).DeleteTask(keyspace.ImportsQueue, id))
		task := asynq.NewTask(keyspace.ImportType, []byte(`{"import":"nightly","account":"main"}`))
		_, err = asynq.NewClientFromRedisClient(r.rdb).Enqueue(task, asynq.TaskID(id), asynq.Queue(keyspace.ImportsQueue))
		require.NoError(r.t, err)
		time.Sleep(30 * time.Second)
		require.Equal(r.t, before.Counts, r.state(id).Counts)
		require.Len(r.t, v.handled, 10)
		require.Len(r.t, r.source.Opened, 1)
	})
}
