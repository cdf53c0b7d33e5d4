package importer_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
)

// killed is a run whose worker was killed after it had planned a chunk and before it counted it.
type killed struct {
	at      source.Position // behind the rows that were counted
	counted []ledger.Ended  // the rows that were counted and have come to their end
	planned []ledger.Fate

	outstanding int // rows behind them that were counted and have not
}

// leave writes down a run of the source's parts as its worker left it, and starts its task.
func (r *rig) leave(k killed) (id string) {
	r.t.Helper()
	id = r.start()
	ctx, run := r.t.Context(), r.ledger().Run(id, "the one that was killed")
	held, err := r.ledger().Take(ctx, "the one that was killed", time.Minute)
	require.NoError(r.t, err)
	require.True(r.t, held)
	listed, err := r.source.Parts(ctx)
	require.NoError(r.t, err)
	parts := make([]ledger.Part, len(listed.Parts))
	for i, part := range listed.Parts {
		parts[i].Part = part
	}
	require.NoError(r.t, run.Begin(ctx, parts))
	parts[0].State = ledger.Reading
	n := len(k.counted) + k.outstanding
	_, err = run.Commit(ctx, ledger.Chunk{
		Fates: slices.Repeat([]ledger.Fate{ledger.Queued}, n), Position: k.at, Told: &ledger.ToldPart{Part: parts[0]},
	})
	require.NoError(r.t, err)
	_, err = run.Count(ctx, k.counted)
	require.NoError(r.t, err)
	require.NoError(r.t, run.Plan(ctx, int64(n), k.planned))
	require.NoError(r.t, r.ledger().Release(ctx, "the one that was killed"))
	return id
}

// ends are n rows from the first on that have ended as what.
func ends(n int, as string) []ledger.Ended {
	all := make([]ledger.Ended, n)
	for i := range all {
		all[i] = ledger.Ended{Ordinal: int64(i), As: as}
	}
	return all
}

func TestARunThatStopsByItselfCountsWhatWasPlanned(t *testing.T) {
	virtually(t, func(r *rig) {
		r.of.StopAfterRejected = 0.5
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("BAD", 3000)...))
		id := r.leave(killed{
			at: source.Position{Row: 1200}, counted: ends(1200, "rejected"), planned: slices.Repeat([]ledger.Fate{ledger.Queued}, 100),
		})
		r.sell()
		r.work()
		state := r.ended(id)
		require.Equal(r.t, ledger.Stopped, state.Phase)
		require.Equal(r.t, ledger.Counts{Read: 1300, Queued: 1300, Rejected: 1300}, state.Counts)
		for i := 1200; i < 1300; i++ {
			require.Len(r.t, r.outcomes()[fmt.Sprintf("BAD%06d", i)], 1)
		}
	})
}

// TestPlannedRowsAreNotTakenForOthers has the rows of a query change after a worker was killed, so
// that they are read from further back: what was planned is not theirs.
func TestPlannedRowsAreNotTakenForOthers(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(sourcetest.Numbers("GOOD", 10)...))
		r.source.Shuffled = true
		id := r.leave(killed{
			at: source.Position{Row: 2, Past: 2, Digest: "of two rows"}, counted: ends(2, "registered"), planned: []ledger.Fate("qqkkqq"),
		})
		v := r.sell()
		r.work()
		state := r.ended(id)
		require.Equal(r.t, ledger.Finished, state.Phase)
		require.Len(r.t, v.handled, 10, "no row is passed over: %v", state.Counts)
		require.Equal(r.t, ledger.Counts{Read: 18, Known: 2, Queued: 16, Registered: 12, Removed: 4}, state.Counts)
	})
}
