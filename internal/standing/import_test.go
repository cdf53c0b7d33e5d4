package standing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/standing"
)

func TestStandingOfAnImport(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 11, day, 2, 0, 0, 0, time.UTC) }
	never := standing.Import{Name: "nightly", Account: "main"}
	require.Nil(t, never.Latest(), "it has never run")
	require.Zero(t, never.Success())

	nightly := standing.Import{Name: "nightly", Account: "main"}
	for _, state := range []ledger.State{
		{Phase: ledger.Waiting, Added: at(24)},
		{Phase: ledger.Feeding, Started: at(23), Share: 0.4, Counts: ledger.Counts{Read: 10, Queued: 7}},
		{Phase: ledger.Failed, Started: at(22), Ended: at(22)},
		{Phase: ledger.Finished, Started: at(21), Ended: at(21)},
		{Phase: ledger.Finished, Started: at(20), Ended: at(20)},
	} {
		nightly.Runs = append(nightly.Runs, standing.Run{State: state})
	}
	run := nightly.Latest()
	require.Equal(t, ledger.Feeding, run.Phase, "the run under way")
	require.InDelta(t, 0.4, run.Share, 1e-9)
	require.EqualValues(t, 7, run.Counts.Queued)
	require.Equal(t, at(21), nightly.Success())
	nightly.Runs = nightly.Runs[2:]
	require.Equal(t, ledger.Failed, nightly.Latest().Phase, "the newest")
}
