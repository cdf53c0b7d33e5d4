package importer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/queue"
)

// nights starts a run for each of so many nights, one after the other, and returns how they ended.
func (r *rig) nights(n int) []ledger.State {
	r.t.Helper()
	states := make([]ledger.State, n)
	for i := range states {
		states[i] = r.ended(r.start(importer.By{Due: fmt.Sprintf("2026-11-%02dT02:00", i+1)}))
	}
	return states
}

func TestARunStopsByItselfWhenMostIsRejected(t *testing.T) {
	r := onRedis(t)
	const rows = 20_000
	r.of.StopAfterRejected, r.o.HighWater = 0.5, 500
	r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("BAD", rows)...))
	r.sell()
	r.work()
	states := r.nights(1)
	require.Empty(t, r.source.Done())
	states = append(states, r.ended(r.start()))
	require.Equal(t, ledger.Stopped, states[0].Phase)
	require.Contains(t, states[0].Why, "100 % were rejected")
	require.GreaterOrEqual(t, states[0].Counts.Queued, int64(1000))
	require.Less(t, states[0].Counts.Queued, int64(rows), "not all of it was queued before that was noticed")
	require.Equal(t, states[0].Counts.Rejected, states[1].Counts.FailedBefore, "what was rejected is not sent again")

	events, err := queue.NewEvents(r.rdb).Newest(t.Context(), "main", 2)
	require.NoError(t, err)
	require.Equal(t, queue.ImportFailed, events[1].Name)
	require.Equal(t, "stopped", events[1].Details["phase"])
}

func TestARunQueuesNoMoreThanItMayAndTheNextGoesOn(t *testing.T) {
	virtually(t, func(r *rig) {
		r.of.MaxNumbers = 70
		rows := sourcetest.Numbers("GOOD", 100)
		rows[9] = ",3011,no number"
		r.source.Put("a.csv", "1", sourcetest.CSV(rows...))
		r.source.Put("b.csv", "1", sourcetest.CSV(sourcetest.Numbers("MORE", 50)...))
		v := r.sell()
		r.work()
		states := r.nights(3)
		for i, queued := range []int64{70, 70, 9} {
			require.Equal(r.t, ledger.Finished, states[i].Phase)
			require.Equal(r.t, queued, states[i].Counts.Queued, i)
		}
		require.Contains(r.t, states[0].Why, "max_numbers is reached: the next run goes on behind row 71 of a.csv")
		require.EqualValues(r.t, 1, states[0].Counts.Invalid)
		require.Len(r.t, v.handled, 149)
		for number, times := range v.handled {
			require.Equal(r.t, 1, times, number)
		}
		require.Equal(r.t, []string{"a.csv", "b.csv"}, r.source.Done())
	})
}

// TestAPartThatHasChangedSinceItWasLeftIsReadFromItsBeginning has a run end in the middle of an
// export that has no version, and the next find another one.
func TestAPartThatHasChangedSinceItWasLeftIsReadFromItsBeginning(t *testing.T) {
	virtually(t, func(r *rig) {
		r.of.MaxNumbers = 7
		r.source.Put("export", "", sourcetest.CSV(sourcetest.Numbers("GOOD", 10)...))
		v := r.sell()
		r.work()
		require.EqualValues(r.t, 7, r.nights(1)[0].Counts.Queued)
		r.source.Put("export", "", sourcetest.CSV(sourcetest.Numbers("NEW", 7)...))
		r.source.Lost = true
		found, err := importer.Rehearse(r.t.Context(), r.o, r.of, false)
		require.NoError(r.t, err)
		require.EqualValues(r.t, 7, found.Counts.Queued, found.Problems)
		state := r.ended(r.start(importer.By{Due: "2026-11-02T02:00"}))
		require.Equal(r.t, ledger.Finished, state.Phase, state.Why)
		require.EqualValues(r.t, 7, state.Counts.Registered)
		require.Len(r.t, v.handled, 14)
	})
}

func TestRowsWhoseTasksAreDeletedByHandAreRemoved(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 20)...))
		r.work()
		id := r.start()
		r.waits(id, 20)
		inspector := asynq.NewInspectorFromRedisClient(r.rdb)
		require.NoError(r.t, inspector.DeleteTask("main-bulk", r.task("GOOD000003")))
		require.NoError(r.t, inspector.DeleteTask("main-bulk", r.task("GOOD000017")))
		time.Sleep(2 * time.Minute)
		require.EqualValues(r.t, 2, r.state(id).Counts.Removed, "whatever else waits")
		time.Sleep(10 * time.Minute)
		require.EqualValues(r.t, 2, r.state(id).Counts.Removed, "what waits is not gone, for however long")
		r.sell()
		state := r.ended(id)
		require.Equal(r.t, ledger.Finished, state.Phase)
		require.EqualValues(r.t, 18, state.Counts.Registered)
		require.Equal(r.t, []string{"a.csv"}, r.source.Done(), "every row is accounted for")
	})
}

// TestARunDoesNotWaitForEverForRowsThatAreGone has the first numbers of a run deleted by hand, while
// it queues no more than a few until it has seen what becomes of them.
func TestARunDoesNotWaitForEverForRowsThatAreGone(t *testing.T) {
	virtually(t, func(r *rig) {
		r.of.StopAfterRejected = 0.5
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 2500)...))
		r.work()
		id := r.start()
		r.waits(id, 2000)
		require.NoError(r.t, asynq.NewInspectorFromRedisClient(r.rdb).DeleteQueue("main-bulk", true))
		r.sell()
		state := r.ended(id)
		require.EqualValues(r.t, 2000, state.Counts.Removed)
		require.EqualValues(r.t, 500, state.Counts.Registered)
	})
}

// task is the id of a number's task.
func (r *rig) task(number string) string {
	r.t.Helper()
	for i := range 1000 {
		if number == fmt.Sprintf("GOOD%06d", i) {
			entry, err := queue.ParseEntry([]byte(fmt.Sprintf(`{"number":%q,"carrier":3011}`, number)))
			require.NoError(r.t, err)
			return entry.TaskID(queue.Register)
		}
	}
	return ""
}

func TestARunWaitsForASourceThatIsAway(t *testing.T) {
	virtually(t, func(r *rig) {
		away := &source.Error{Part: "a.csv", Problem: "does not answer", Passing: true}
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 50)...))
		r.source.Fail("a.csv", 30, away)
		r.sell()
		r.work()
		id := r.start()
		state := r.until(id, func(s ledger.State) bool { return s.Why != "" }, "the run to wait")
		require.Equal(r.t, ledger.Feeding, state.Phase)
		require.Contains(r.t, state.Why, "waits: a.csv does not answer")
		require.EqualValues(r.t, 30, state.Counts.Read, "what could be read was taken")
		time.Sleep(20 * time.Minute)
		require.Equal(r.t, ledger.Feeding, r.state(id).Phase)
		r.source.Fail("", 0, nil)
		state = r.ended(id)
		require.Equal(r.t, ledger.Finished, state.Phase, state.Why)
		require.EqualValues(r.t, 50, state.Counts.Registered)
	})
}

func TestARunFailsWhoseSourceStaysAwayAndTheNextGoesOn(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 50)...))
		r.source.Put("b.csv", "1", sourcetest.CSV(sourcetest.Numbers("MORE", 5)...))
		r.source.Fail("a.csv", 30, &source.Error{Part: "a.csv", Problem: "does not answer", Passing: true})
		v := r.sell()
		r.work()
		id := r.start(importer.By{Due: "2026-11-01T02:00"})
		r.until(id, func(s ledger.State) bool { return s.Why != "" }, "the run to wait")
		r.waitedFor(id, 24*time.Hour)
		first := r.ended(id)
		require.Equal(r.t, ledger.Failed, first.Phase)
		require.Equal(r.t, []ledger.Problem{{Part: "a.csv", Message: "a.csv does not answer"}}, first.Problems)
		require.EqualValues(r.t, 35, first.Counts.Registered, "the other part was read")
		require.Equal(r.t, []string{"b.csv"}, r.source.Done())

		r.source.Fail("", 0, nil)
		second := r.ended(r.start(importer.By{Due: "2026-11-03T02:00"}))
		require.Equal(r.t, ledger.Finished, second.Phase)
		require.EqualValues(r.t, 20, second.Counts.Read, "it goes on where the first came to")
		require.Len(r.t, v.handled, 55)
		require.Equal(r.t, []string{"b.csv", "a.csv"}, r.source.Done())
	})
}

// waitedFor has the run look as if it had been waiting for so long.
func (r *rig) waitedFor(id string, long time.Duration) {
	r.t.Helper()
	key := keyspace.Account("main").ImportRun("nightly", "run", id)
	for _, field := range []string{"troubled_since", "unknown_since"} {
		require.NoError(r.t, r.rdb.HSet(r.t.Context(), key, field, time.Now().Add(-long).UnixMilli()).Err())
	}
}

func TestAPartThatCannotBeReadOnIsReported(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 50)...))
		r.source.Fail("a.csv", 30, &source.Error{Part: "a.csv", Problem: "is cut short", Err: errors.New("unexpected EOF")})
		r.sell()
		r.work()
		state := r.ended(r.start())
		require.Equal(r.t, ledger.Failed, state.Phase)
		require.Equal(r.t, "a.csv is cut short", state.Why)
		require.EqualValues(r.t, 30, state.Counts.Registered)
		require.Equal(r.t, ledger.Broken, state.Parts[0].State)
		require.Empty(r.t, r.source.Done())

		r.source.Put("a.csv", "2", sourcetest.CSV(sourcetest.Numbers("GOOD", 60)...))
		r.source.Fail("", 0, nil)
		state = r.ended(r.start(importer.By{Due: "2026-11-25T02:00"}))
		require.EqualValues(r.t, 60, state.Counts.Read, "what was mended is read anew")
	})
}

func TestASourceThatCannotBeListedFailsTheRun(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Away = &source.Error{Source: "memory", Problem: "is not there"}
		r.work()
		state := r.ended(r.start())
		require.Equal(r.t, ledger.Failed, state.Phase)
		require.Equal(r.t, " is not there", state.Problems[0].Message[len("memory"):])
		r.unfollowed()
	})
}

func TestAnOlderDueRunGivesWayToANewerOne(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 5)...))
		newer := r.start(importer.By{Due: "2026-11-02T02:00"})
		older := r.start(importer.By{Due: "2026-11-01T02:00"})
		byHand := r.start()
		r.sell()
		r.work()
		require.Equal(r.t, ledger.Finished, r.ended(newer).Phase)
		require.Equal(r.t, ledger.Superseded, r.ended(older).Phase)
		require.Equal(r.t, ledger.Finished, r.ended(byHand).Phase, "a hand's run gives way to none")
	})
}

func TestARunOfAnUnknownImportWaitsForAWorkerThatKnowsIt(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 5)...))
		other := func(o *importer.Options) { o.Imports = []configs.Import{{Name: "other", Account: "main"}} }
		stop := r.work(other)
		id := r.start()
		state := r.until(id, func(s ledger.State) bool { return s.Why != "" }, "the run to wait")
		require.Contains(r.t, state.Why, "no worker that runs imports has this import in its settings")
		stop()
		r.sell()
		stop = r.work()
		require.Equal(r.t, ledger.Finished, r.ended(id).Phase)
		stop()

		r.work(other)
		id = r.start(importer.By{Due: "2026-11-01T02:00"})
		r.until(id, func(s ledger.State) bool { return s.Why != "" }, "the run to wait")
		r.waitedFor(id, 24*time.Hour)
		state = r.ended(id)
		require.Equal(r.t, ledger.Failed, state.Phase)
	})
}

// TestARunOfAnImportThatIsGoneEndsWithWhatIsKnown takes an import out of the settings while rows of
// it wait, some of which its worker had not counted when it was killed.
func TestARunOfAnImportThatIsGoneEndsWithWhatIsKnown(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 50)...))
		id := r.leave(killed{at: source.Position{Row: 20}, counted: ends(15, "registered"), outstanding: 5, planned: []ledger.Fate("qqkk")})
		r.record(id, 16, 20)
		r.work(func(o *importer.Options) { o.Imports = []configs.Import{{Name: "other", Account: "main"}} })
		r.until(id, func(s ledger.State) bool { return s.Why != "" }, "the run to wait")
		r.waitedFor(id, 24*time.Hour)
		state := r.until(id, func(s ledger.State) bool { return s.Phase.Ended() }, "the run to end")
		require.Equal(r.t, ledger.Failed, state.Phase)
		require.Equal(r.t, ledger.Counts{Read: 24, Known: 2, Queued: 22, Registered: 17}, state.Counts)
		require.Contains(r.t, state.Why, "; 5 of its rows have no outcome yet")
		r.unfollowed()
	})
}

// record records that rows of a run are registered.
func (r *rig) record(id string, ordinals ...int) {
	r.t.Helper()
	for _, ordinal := range ordinals {
		require.NoError(r.t, outlet.NewRecorder(r.rdb).Record(r.t.Context(), []queue.Outcome{{
			Account: "main", Op: queue.Register, Number: "GOOD", Outcome: queue.Registered, Source: fmt.Sprintf("%s#%d", id, ordinal),
		}}))
	}
}

// TestARunThatWaitedEndsForItsOwnReason has what a run waited for on its way to the end be no
// reason of its end.
func TestARunThatWaitedEndsForItsOwnReason(t *testing.T) {
	virtually(t, func(r *rig) {
		r.of.MaxNumbers = 5
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 10)...))
		stop := r.work()
		id := r.start()
		r.until(id, func(s ledger.State) bool { return s.Phase == ledger.Settling }, "the run to be fed")
		stop()
		stop = r.work(func(o *importer.Options) { o.Imports = []configs.Import{{Name: "other", Account: "main"}} })
		r.until(id, func(s ledger.State) bool { return strings.HasPrefix(s.Why, "waits: ") }, "the run to wait")
		r.waitedFor(id, 23*time.Hour)
		stop()
		stop = r.work()
		time.Sleep(30 * time.Second)
		require.Contains(r.t, r.state(id).Why, "max_numbers is reached", "it waits no more")
		stop()
		stop = r.work(func(o *importer.Options) { o.Imports = []configs.Import{{Name: "other", Account: "main"}} })
		time.Sleep(time.Minute)
		require.Equal(r.t, ledger.Settling, r.state(id).Phase, "for one day on end")
		stop()
		r.sell()
		r.work()
		state := r.ended(id)
		require.Equal(r.t, ledger.Finished, state.Phase)
		require.Contains(r.t, state.Why, "max_numbers is reached")
	})
}
