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

// TestAnOlderVersionBeginsAnOutage has its first failure leave the time of the outage before.
func TestAnOlderVersionBeginsAnOutage(t *testing.T) {
	w := embedded(t, gate.Options{})
	s := w.call(live, gate.Report{Kind: gate.Again, Reason: "HTTP 502"})
	w.pass(time.Hour)
	require.NoError(t, w.rdb.HDel(t.Context(), key, "again", "again_until", "again_seq").Err())
	require.NoError(t, w.rdb.HSet(t.Context(), key, "success", s.Now.Add(time.Minute).UnixMicro(), "again", 1).Err())
	s = w.call(live, gate.Report{Kind: gate.Again, Reason: "HTTP 503"})
	require.Equal(t, s.Now, s.State.Again.Since)
}

// TestAnOutageOfTheNumbersCallsOutlastsReadings has register fail for an hour while getquota passes.
func TestAnOutageOfTheNumbersCallsOutlastsReadings(t *testing.T) {
	w := embedded(t, gate.Options{})
	since := w.call(live, gate.Report{Kind: gate.Again, Reason: "HTTP 502"}).Now
	for i := range 60 {
		w.pass(30 * time.Second)
		s := w.call(live, gate.Report{Kind: gate.Again, Reason: "HTTP 502"}).State
		require.Equal(t, i+2, s.Again.Failures)
		require.Equal(t, since, s.Again.Since)
		w.pass(30 * time.Second)
		require.Equal(t, i+2, w.reading(gate.QuotaReading{Remain: 5}).State.Again.Failures)
	}
	w.pass(2 * time.Minute)
	require.Zero(t, w.reading(gate.QuotaReading{Remain: 5}).State.Again, "nobody comes any more")
}
