package service

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/view/metrics"
)

func TestStandingOfAnImport(t *testing.T) {
	nightly := configs.Import{Name: "nightly", Account: "main"}
	at := func(day int) time.Time { return time.Date(2026, 11, day, 2, 0, 0, 0, time.UTC) }
	require.Equal(t, metrics.Import{Name: "nightly", Account: "main", Share: -1}, standingOf(nightly, nil), "it has never run")

	runs := []ledger.State{
		{Phase: ledger.Waiting, Added: at(24)},
		{Phase: ledger.Feeding, Started: at(23), Share: 0.4, Counts: ledger.Counts{Read: 10, Queued: 7}},
		{Phase: ledger.Failed, Started: at(22), Ended: at(22)},
		{Phase: ledger.Finished, Started: at(21), Ended: at(21)},
		{Phase: ledger.Finished, Started: at(20), Ended: at(20)},
	}
	s := standingOf(nightly, runs)
	require.Equal(t, "feeding", s.Phase, "the run under way")
	require.InDelta(t, 0.4, s.Share, 1e-9)
	require.EqualValues(t, 7, s.Rows["queued"])
	require.Equal(t, at(21), s.Success)
	require.Equal(t, "failed", standingOf(nightly, runs[2:]).Phase, "the newest")
}

func TestPhasesAreThoseOfTheLedger(t *testing.T) {
	var all []string
	for _, phase := range []ledger.Phase{
		ledger.Waiting, ledger.Feeding, ledger.Settling, ledger.Finished, ledger.Failed, ledger.Stopped, ledger.Cancelled, ledger.Superseded,
	} {
		all = append(all, string(phase))
	}
	require.Equal(t, all, metrics.Phases())
}
