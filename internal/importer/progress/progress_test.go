package progress_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/progress"
)

// TestARunsRateIsThatOfTheLatestSecondsAndFallsWhenNothingEnds takes what a run had done before it
// was gone on with for no speed.
func TestARunsRateIsThatOfTheLatestSecondsAndFallsWhenNothingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := progress.New()
		require.Equal(t, ledger.Pulse{Share: -1}, p.Pulse(), "of which nothing is known")
		done := int64(5000)
		p.Begin(ledger.State{Counts: ledger.Counts{Queued: 9000}, Share: 0.5}, ledger.Tally{Done: done})
		for range 60 {
			time.Sleep(time.Second)
			done += 120
			p.Ended(ledger.Tally{Done: done, Counted: 120})
		}
		require.InDelta(t, 120, p.Pulse().Rate, 0.1)
		require.InDelta(t, 0.5, p.Pulse().Share, 0)
		time.Sleep(7500 * time.Millisecond)
		require.InDelta(t, 60, p.Pulse().Rate, 5, "half of the 15 s were idle")
		time.Sleep(10 * time.Second)
		require.Zero(t, p.Pulse().Rate)
		require.Equal(t, 17500*time.Millisecond, p.Idle())
	})
}
