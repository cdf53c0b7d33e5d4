package gate

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOptionsLeftOutHaveTheirDefaults(t *testing.T) {
	for _, o := range []Options{
		{},
		{RequestsPerSecond: -1, BatchSize: -1, CallTimeout: -1, QuotaPoll: -1},
		{RequestsPerSecond: math.NaN()},
	} {
		o = o.withDefaults()
		require.InDelta(t, DefaultRequestsPerSecond, o.RequestsPerSecond, 0)
		require.Equal(t, DefaultBatchSize, o.BatchSize)
		require.Equal(t, DefaultCallTimeout, o.CallTimeout)
		require.Equal(t, DefaultQuotaPoll, o.QuotaPoll)
		jitter := o.Jitter()
		require.True(t, jitter >= 0 && jitter < 1)
	}
}

func TestOptionsGivenAreKept(t *testing.T) {
	o := Options{RequestsPerSecond: 0.5, BatchSize: 1, CallTimeout: time.Second, QuotaPoll: time.Hour,
		Jitter: func() float64 { return 0.25 }}.withDefaults()
	require.InDelta(t, 0.5, o.RequestsPerSecond, 0)
	require.Equal(t, 1, o.BatchSize)
	require.Equal(t, time.Second, o.CallTimeout)
	require.Equal(t, time.Hour, o.QuotaPoll)
	require.InDelta(t, 0.25, o.Jitter(), 0)
}
