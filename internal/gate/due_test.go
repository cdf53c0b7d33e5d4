package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
)

// What was asked for before the latch closed does not tell what was left when it closed.
func TestQuotaIsDueWhereTheLatchClosedSinceItWasAskedFor(t *testing.T) {
	for _, kind := range []gate.Kind{gate.DailyLimit, gate.Drained} {
		t.Run(string(kind), func(t *testing.T) {
			w := embedded(t, gate.Options{QuotaPoll: 10 * time.Minute})
			due := func() time.Duration { s := w.state(); return s.Quota.Due.Sub(s.Now) }
			early := w.slot(live).Lease
			w.reading(gate.QuotaReading{Remain: 120, TodayUsed: 50, MaxDaily: 50})
			require.Equal(t, 10*time.Minute, due())
			w.report(gate.Report{Kind: kind, Lease: early})
			require.Zero(t, due())
			w.reading(gate.QuotaReading{Remain: 0, TodayUsed: 50, MaxDaily: 50})
			require.Equal(t, 10*time.Minute, due())
		})
	}
}

func TestAQuotaThatWasNeverReadIsNotGiven(t *testing.T) {
	w := embedded(t, gate.Options{})
	s := w.state()
	require.Equal(t, gate.Quota{Remain: -1, TodayUsed: -1, MaxDaily: -1, Total: -1, Used: -1, Due: s.Now}, s.Quota)
}
