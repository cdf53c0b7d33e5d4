package rig_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/bench/internal/rig"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// calls are one every 400 ms, with these sizes; a size below 0 is one refused.
func calls(sizes ...int) []sandbox.Call {
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var list []sandbox.Call
	for i, size := range sizes {
		c := sandbox.Call{At: begin.Add(time.Duration(i) * 400 * time.Millisecond), Size: size, Status: 200}
		if size < 0 {
			c.Size, c.Status = -size, 429
		}
		list = append(list, c)
	}
	return list
}

func TestSteadyRateLeavesOutWhatTheLastCallCarried(t *testing.T) {
	require.InDelta(t, 100, rig.SteadyRate(calls(40, 40, 40, 7)), 1e-9)
}

func TestSteadyRatePassesOverRefusedCalls(t *testing.T) {
	require.InDelta(t, 50, rig.SteadyRate(calls(-40, 40, -40, 40, -40)), 1e-9)
}

func TestSteadyRateOfOneCallIsUnknown(t *testing.T) {
	require.Zero(t, rig.SteadyRate(calls(40)))
	require.Zero(t, rig.SteadyRate(nil))
}

func TestFillCountsCallsThatPassed(t *testing.T) {
	require.InDelta(t, 0.75, rig.Fill(calls(40, 20, -40), 40), 1e-9)
	require.Zero(t, rig.Fill(nil, 40))
}

func TestRefusedShareLooksAtLaterCallsAlone(t *testing.T) {
	require.InDelta(t, 0.5, rig.RefusedShare(calls(-40, -40, 40, -40), 2), 1e-9)
	require.Zero(t, rig.RefusedShare(calls(-40), 30))
}

func TestPercentileIsOneOfTheTimes(t *testing.T) {
	times := []time.Duration{4, 1, 3, 2}
	require.Equal(t, time.Duration(2), rig.Percentile(times, 50))
	require.Equal(t, time.Duration(4), rig.Percentile(times, 99))
	require.Equal(t, time.Duration(1), rig.Percentile(times, 0))
	require.Equal(t, []time.Duration{4, 1, 3, 2}, times, "the times stay as they were")
	require.Zero(t, rig.Percentile(nil, 50))
}

func TestNumbersOfSeriesDiffer(t *testing.T) {
	require.Equal(t, "YT0100000000000007", rig.Number(1, 7))
	require.NotEqual(t, rig.Number(1, 7), rig.Number(2, 7))
	require.Equal(t, "YT0100000000000007", rig.Entry(rig.Number(1, 7)).Number)
}
