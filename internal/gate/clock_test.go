package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
)

// A failover to a machine whose clock is behind makes everything stored lie ahead.
func TestClockThatJumpsBack(t *testing.T) {
	const jump = -90 * 24 * time.Hour
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, gate.Report{Kind: gate.Success})
		w.pass(jump)
		require.LessOrEqual(t, w.take(live).Wait, 340*time.Millisecond, "the next slot")
		w.slot(live)

		w.call(live, gate.Report{Kind: gate.Again})
		w.pass(jump)
		w.closedTo(live)
		w.pass(30 * time.Second)
		w.slot(live)
		w.call(live, gate.Report{Kind: gate.Success})

		w.call(live, held)
		w.pass(jump)
		require.False(t, w.state().Success.After(w.state().Now))
		w.closedTo(live)
		w.pass(time.Hour)
		probe := w.slot(live)
		require.True(t, probe.Probe)
		w.pass(jump)
		w.closedTo(live)
		s := w.report(gate.Report{Kind: gate.Success, Lease: probe.Lease})
		require.Equal(t, "open", s.State.Status(), "a lease knows its call without the clock")

		w.call(live, held)
		w.pass(time.Hour)
		w.slot(live)
		w.pass(jump)
		w.slotWithin(t, 2*time.Hour)
	})
}

func TestLeadAfterTheClockJumpedBack(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		ok, err := w.Lead(t.Context(), "keeper", "a", time.Minute)
		require.NoError(t, err)
		require.True(t, ok)
		w.pass(-time.Hour)
		ok, err = w.Lead(t.Context(), "keeper", "b", time.Minute)
		require.NoError(t, err)
		require.False(t, ok)
		w.pass(61 * time.Second)
		ok, err = w.Lead(t.Context(), "keeper", "b", time.Minute)
		require.NoError(t, err)
		require.True(t, ok)
	})
}

// slotWithin lets time pass until a slot comes.
func (w *world) slotWithin(t *testing.T, most time.Duration) {
	t.Helper()
	for range int(most / time.Minute) {
		if len(w.take(live).May) > 0 {
			return
		}
		w.pass(time.Minute)
	}
	require.Fail(t, "no slot", "within %v: %+v", most, w.state())
}
