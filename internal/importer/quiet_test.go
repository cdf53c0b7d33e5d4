package importer_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

// TestRunsThatFindNothingHideNothing has an import look every two minutes after a run that met an
// invalid row: that run stays the one that is shown, its row stays, and no event is told of the others.
//
//trackreg:sleeps on the virtual clock
func TestRunsThatFindNothingHideNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("an hour and a half")
	}
	virtually(t, func(r *rig) {
		ctx := r.t.Context()
		r.of.Schedule = "@every 2m"
		r.source.Put("a.csv", "1", sourcetest.CSV(",3011,no number"))
		r.work()
		id := r.start()
		require.Equal(r.t, ledger.Finished, r.ended(id).Phase)
		time.Sleep(50*2*time.Minute + time.Minute)

		one, err := standing.ReadImport(ctx, r.rdb, r.of, time.Now())
		require.NoError(r.t, err)
		require.Equal(r.t, id, one.Latest().ID, "the last that read something")
		require.Len(r.t, one.Runs, 1+ledger.QuietKept+1, "and one more, until the next begins")
		require.NotNil(r.t, one.Looked)
		require.WithinDuration(r.t, time.Now(), *one.Looked, 2*time.Minute)
		require.Equal(r.t, *one.Looked, one.Success())
		var kept []ledger.FailedRow
		for row, err := range importer.Failures(ctx, r.rdb, "main", "nightly", id) {
			require.NoError(r.t, err)
			kept = append(kept, row)
		}
		require.Len(r.t, kept, 1)
		require.Equal(r.t, 2, kept[0].Line)

		events, err := queue.NewEvents(r.rdb).Newest(ctx, "main", 100)
		require.NoError(r.t, err)
		require.Len(r.t, events, 1)
		require.Equal(r.t, "import "+id+" finished: rows: 1 read, 1 invalid", events[0].Message)
		require.Equal(r.t, "1", events[0].Details["invalid"])
	})
}

// TestARunThatCouldNotReadIsToldOf, until one could.
//
//trackreg:sleeps on the virtual clock
func TestARunThatCouldNotReadIsToldOf(t *testing.T) {
	virtually(t, func(r *rig) {
		ctx := r.t.Context()
		r.source.Put("a.csv", "1", sourcetest.CSV("GOOD000001,3011,"))
		r.sell(func(v *vendor) { v.pull = time.Minute })
		stop := r.work()
		good := r.ended(r.start()).ID
		stop()
		r.source.Away = &source.Error{Source: "memory", Problem: "is not there"}
		stop = r.work()
		bad := r.ended(r.start(importer.By{Due: "2026-11-25T02:00"}))
		require.Equal(r.t, ledger.Failed, bad.Phase)
		shown := func() string {
			one, err := standing.ReadImport(ctx, r.rdb, r.of, time.Now())
			require.NoError(r.t, err)
			return one.Latest().ID
		}
		require.Equal(r.t, bad.ID, shown())
		stop()
		r.source.Away = nil
		r.work()
		r.ended(r.start(importer.By{Due: "2026-11-25T02:02"}))
		require.Equal(r.t, good, shown(), "it could be read again")

		events, err := queue.NewEvents(r.rdb).Newest(ctx, "main", 100)
		require.NoError(r.t, err)
		require.Len(r.t, events, 2)
		require.Equal(r.t, queue.ImportFailed, events[0].Name)
	})
}
