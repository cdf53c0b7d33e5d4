package importer_test

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
)

// cancel cancels the import's runs and returns them.
func (r *rig) cancel() []ledger.State {
	r.t.Helper()
	states, err := importer.Cancel(r.t.Context(), r.o, r.of)
	require.NoError(r.t, err)
	return states
}

// waits waits until so many rows are queued.
func (r *rig) waits(id string, queued int64) {
	r.t.Helper()
	r.until(id, func(s ledger.State) bool { return s.Counts.Queued == queued }, "the rows to be queued")
}

func (r *rig) bulk() queue.Counts {
	r.t.Helper()
	counts, err := queue.ReadCounts(r.t.Context(), r.rdb, "main-bulk")
	require.NoError(r.t, err)
	return counts[0]
}

// TestACancelledRunIsTakenBackWhereNoWorkerLaysItDown has nobody take the numbers: their account's
// gate may be closed.
func TestACancelledRunIsTakenBackWhereNoWorkerLaysItDown(t *testing.T) {
	const rows = 6_000
	r := onRedis(t)
	r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 2*rows)...))
	r.o.HighWater = rows
	r.work()
	id := r.start()
	r.waits(id, rows)

	states := r.cancel()
	require.Equal(t, ledger.Cancelled, states[0].Phase)
	require.True(t, states[0].Counts.AddUp(), states[0].Counts)
	require.EqualValues(t, rows, states[0].Counts.Cancelled)
	require.Zero(t, r.bulk().Pending)
	require.Equal(t, queue.Cancelled, r.outcomes()["GOOD000000"][0].Outcome)
	require.Empty(t, r.source.Done(), "the file is to be read again")

	_, err := importer.Cancel(t.Context(), r.o, r.of)
	require.ErrorIs(t, err, importer.ErrNothingRuns)
}

func TestACancelledRunTakesBackWhatAWorkerHolds(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(append(sourcetest.Numbers("HELD", 15), sourcetest.Numbers("LATE", 15)...)...))
		r.sell(func(v *vendor) { v.held = make(chan struct{}) })
		r.work()
		id := r.start()
		r.waits(id, 30)
		r.until(id, func(ledger.State) bool { c := r.bulk(); return c.Active == 15 && c.Retry == 15 }, "15 to be held, 15 to wait")
		states := r.cancel()
		require.Equal(r.t, ledger.Cancelled, states[0].Phase)
		require.EqualValues(r.t, 30, states[0].Counts.Cancelled)
		require.Equal(r.t, queue.Counts{Queue: "main-bulk"}, r.bulk())
	})
}

func TestARunIsCancelledWhereNoWorkerRunsImports(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 30)...))
		stop := r.work()
		begun := r.start()
		r.waits(begun, 30)
		stop()
		waiting := r.start(importer.By{At: time.Now()})
		states := r.cancel()
		require.Len(r.t, states, 2)
		require.Equal(r.t, waiting, states[0].ID)
		require.Equal(r.t, ledger.Cancelled, states[0].Phase)
		require.Equal(r.t, ledger.Cancelled, states[1].Phase)
		require.EqualValues(r.t, 30, states[1].Counts.Cancelled)
		tasks, err := queue.ReadCounts(r.t.Context(), r.rdb, keyspace.ImportsQueue)
		require.NoError(r.t, err)
		require.Zero(r.t, tasks[0].Pending, "nobody needs to take them up any more")
		r.unfollowed()
	})
}

// TestWhatWasCancelledIsReadAgain cancels runs that had come to the end of what they read in a part
// before its own end, and had written down where the next one goes on.
func TestWhatWasCancelledIsReadAgain(t *testing.T) {
	for name, early := range map[string]func(*rig){
		"at max_numbers": func(r *rig) { r.of.MaxNumbers = 5 },
		"where the part could not be read on": func(r *rig) {
			r.source.Fail("a.csv", 5, &source.Error{Part: "a.csv", Problem: "is cut short"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			virtually(t, func(r *rig) {
				r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 10)...))
				early(r)
				stop := r.work()
				id := r.start(importer.By{Due: "2026-11-01T02:00"})
				r.until(id, func(s ledger.State) bool { return s.Phase == ledger.Settling }, "the run to be fed")
				require.EqualValues(r.t, 5, r.cancel()[0].Counts.Cancelled)
				stop()

				r.of.MaxNumbers = 0
				r.source.Fail("", 0, nil)
				v := r.sell()
				r.work()
				state := r.ended(r.start(importer.By{Due: "2026-11-02T02:00"}))
				require.EqualValues(r.t, 10, state.Counts.Registered)
				require.Len(r.t, v.handled, 10)
			})
		})
	}
}

// TestACancelledRunIsLeftToItsNumbersComingBack has a worker hold numbers that the canceller
// cannot take from it.
func TestACancelledRunIsLeftToItsNumbersComingBack(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 5)...))
		stop := r.work()
		id := r.start()
		r.waits(id, 5)
		stop()
		// As a worker that was killed left one.
		require.NoError(r.t, r.rdb.LMove(r.t.Context(), "asynq:{main-bulk}:pending", "asynq:{main-bulk}:active", "right", "left").Err())
		require.NoError(r.t, r.rdb.HSet(r.t.Context(), "asynq:{main-bulk}:t:"+r.rdb.LIndex(r.t.Context(), "asynq:{main-bulk}:active", 0).Val(), "state", "active").Err())
		require.NoError(r.t, r.rdb.ZAdd(r.t.Context(), "asynq:{main-bulk}:lease", leaseOf(r.rdb.LIndex(r.t.Context(), "asynq:{main-bulk}:active", 0).Val())).Err())

		states := r.cancel()
		require.Equal(r.t, ledger.Settling, states[0].Phase)
		require.EqualValues(r.t, 4, states[0].Counts.Cancelled)

		r.sell()
		r.work()
		state := r.ended(id)
		require.Equal(r.t, ledger.Cancelled, state.Phase)
		require.EqualValues(r.t, 5, state.Counts.Cancelled+state.Counts.Registered)
	})
}

// leaseOf is an entry of asynq's leases that has run out.
func leaseOf(id string) redis.Z { return redis.Z{Score: 1, Member: id} }
