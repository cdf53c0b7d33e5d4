package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
)

func TestAnOutageSaysSinceWhenAndWhy(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		away := gate.Report{Kind: gate.Again, Reason: "HTTP 502"}
		first := w.call(live, away)
		require.Equal(t, first.Now, first.State.Again.Since)
		require.False(t, first.State.Again.Outage(), "one call may fail")
		w.pass(time.Second)
		w.call(live, away)
		w.pass(time.Second)
		away.Reason = "HTTP 503"
		s := w.call(live, away).State
		require.True(t, s.Again.Outage())
		require.Equal(t, "HTTP 503", s.Again.Why)
		require.WithinDuration(t, first.Now, s.Again.Since, time.Minute)
		require.NotEqual(t, s.Now, s.Again.Since)
		w.pass(30 * time.Second)
		require.Zero(t, w.call(live, gate.Report{Kind: gate.Success}).State.Again)
	})
}

// Where no number comes, nothing but getquota can find out that an outage is over.
func TestGetquotaIsDueEachMinuteOfAnOutage(t *testing.T) {
	w := embedded(t, gate.Options{QuotaPoll: 10 * time.Minute})
	w.reading(gate.QuotaReading{Remain: 5})
	asked := w.state().Now
	for range 3 {
		w.call(live, gate.Report{Kind: gate.Again})
	}
	require.WithinDuration(t, asked.Add(time.Minute), w.state().Quota.Due, 0)
	w.pass(time.Minute)
	s := w.reading(gate.QuotaReading{Remain: 5}).State
	require.Zero(t, s.Again)
	require.Equal(t, 10*time.Minute, s.Quota.Due.Sub(s.Now))
}

// What is left of an outage that an older version has ended is not shown.
func TestAnOlderVersionEndsAnOutage(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.call(live, gate.Report{Kind: gate.Again, Reason: "HTTP 502"})
	require.NoError(t, w.rdb.HDel(t.Context(), key, "again", "again_until", "again_seq").Err())
	require.Zero(t, w.state().Again)
	w.pass(time.Hour)
	s := w.call(live, gate.Report{Kind: gate.Again, Reason: "HTTP 503"})
	require.Equal(t, s.Now, s.State.Again.Since)
}
