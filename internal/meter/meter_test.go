package meter_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/meter"
)

// TestReadingsAsOftenAsOneLikesTellTheSame has a meter that is read every few milliseconds keep no
// more than it needs.
func TestReadingsAsOftenAsOneLikesTellTheSame(t *testing.T) {
	var m meter.Meter
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for ms := range int64(60_000) {
		m.Note(meter.Reading{At: noon.Add(time.Duration(ms) * time.Millisecond), Ended: ms * 120 / 1000, Throttles: ms / 10_000})
	}
	s, known := m.Speed(0)
	require.True(t, known)
	require.InDelta(t, 120, s.Rate, 0.2)
	require.InDelta(t, 120, s.Minute, 0.1)
	require.EqualValues(t, 5, s.Throttles)
	require.InDelta(t, 60, s.Over, 0.01)
	require.Nil(t, s.Fill, "how many a call holds is not known")
}

func TestNobodyIsToldATimeBesideASpeedOfNought(t *testing.T) {
	_, known := meter.Left(12_570, 0.04)
	require.False(t, known, "it is written as 0")
	left, known := meter.Left(12_570, 0.05)
	require.True(t, known)
	require.InDelta(t, 251_400, left.Seconds(), 1)
	left, known = meter.Left(0, 0)
	require.True(t, known)
	require.Zero(t, left)
}
