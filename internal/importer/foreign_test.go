package importer_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/sourcetest"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/queue"
)

// TestOutcomesThatOnlyClaimToBeARunsBreakNothing has others write outcomes with what they copied.
func TestOutcomesThatOnlyClaimToBeARunsBreakNothing(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", sourcetest.CSV(append(sourcetest.Numbers("HELD", 10), ",3011,no number")...))
		held := make(chan struct{})
		r.sell(func(v *vendor) { v.held = held })
		r.work()
		id := r.start()
		r.waits(id, 10)
		// The last chunk is committed after its tasks are queued: until then #10 is not known to be invalid.
		r.until(id, func(s ledger.State) bool { return s.Phase == ledger.Settling }, "all to be read")
		for _, source := range []string{
			id + "#3",                   // a row that waits
			id + "#3",                   // again
			id + "#10",                  // a row that is not queued
			id + "#11",                  // a row that is not read
			id + "#9000000000000000000", // a bitmap of that size would end Redis
			id + "#99999999999999999999", id + "#-1", id + "#", id + "#x", id, "other@2026-11-24T02:00#4", "",
		} {
			require.NoError(r.t, outlet.NewRecorder(r.rdb).Record(r.t.Context(), []queue.Outcome{{
				Task: "copied", Account: "main", Op: queue.Register, Number: "COPIED", Outcome: queue.Registered, Source: source,
			}}))
		}
		for _, outcome := range []string{queue.Known, "new_one", ""} {
			require.NoError(r.t, outlet.NewRecorder(r.rdb).Record(r.t.Context(), []queue.Outcome{{
				Account: "main", Op: queue.Register, Number: "COPIED", Outcome: outcome, Source: id + "#4",
			}}))
		}
		time.Sleep(3 * time.Second)
		require.Zero(r.t, r.state(id).Counts.Registered, "the row was queued as another task")
		close(held)
		state := r.ended(id)
		require.Equal(r.t, ledger.Counts{Read: 11, Invalid: 1, Queued: 10, Registered: 10}, state.Counts)
	})
}

// TestRowsThatSayWhereTheyComeFromAreTheRuns has a file with columns of that name, as the failures
// of another run have.
func TestRowsThatSayWhereTheyComeFromAreTheRuns(t *testing.T) {
	virtually(t, func(r *rig) {
		r.source.Put("a.csv", "1", "number,carrier,source,_row\nGOOD1,3011,nightly@2026-01-01T02:00#1,x\nGOOD2,3011,,\n")
		r.sell()
		r.work()
		state := r.ended(r.start())
		require.EqualValues(r.t, 2, state.Counts.Registered)
		require.Equal(r.t, fmt.Sprintf("%s#0", state.ID), r.outcomes()["GOOD1"][0].Source)
	})
}
