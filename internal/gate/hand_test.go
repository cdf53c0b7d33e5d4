package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
)

func (w *world) pause(why string) gate.Effect {
	w.t.Helper()
	s, err := w.Pause(w.t.Context(), why)
	require.NoError(w.t, err)
	return s
}

func TestPauseNeverEndsByItself(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		early := w.slot(live)
		s := w.pause("maintenance")
		require.Equal(t, []string{"closed account paused"}, whats(s.Changed))
		require.Equal(t, "paused", s.State.Status())
		require.Zero(t, s.State.Account.Until)
		for _, kind := range []gate.Kind{gate.Success, gate.Hold, gate.Throttle, gate.Again} {
			w.report(gate.Report{Kind: kind, Lease: early.Lease})
		}
		w.pass(240 * time.Hour)
		w.closedTo(getquota)
		require.Equal(t, "maintenance", w.state().Account.Why)
	})
}

func TestResumeProbes(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, gate.Report{Kind: gate.Success})
		w.pause("by hand")
		s := w.by(w.Resume)
		require.Equal(t, []string{"half_open account paused"}, whats(s.Changed))
		probe := w.slot(live)
		require.True(t, probe.Probe)
		require.Equal(t, []string{"opened account paused"},
			whats(w.report(gate.Report{Kind: gate.Success, Lease: probe.Lease}).Changed))
	})
}

func TestProbeByHandThatFailsDoesNotLengthenTheWait(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, held)
		w.pass(61 * time.Second)
		w.call(live, held)
		for range 3 {
			w.by(w.Resume)
			s := w.call(live, held)
			require.Equal(t, 2*time.Minute, s.State.Account.Until.Sub(s.Now))
		}
		w.pass(2 * time.Minute)
		s := w.call(live, held)
		require.Equal(t, 4*time.Minute, s.State.Account.Until.Sub(s.Now))
	})
}

func TestResumeForgetsTheBackingOffAndTheQuotaLatch(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, gate.Report{Kind: gate.Drained})
		w.call(free, gate.Report{Kind: gate.Again, RetryAfter: 30 * time.Second})
		s := w.by(w.Resume)
		require.Equal(t, []string{"half_open quota drained"}, whats(s.Changed))
		require.Zero(t, s.State.Again)
		require.True(t, w.slot(live).Probe)
	})
}

func TestResumeOfAnOpenGate(t *testing.T) {
	w := embedded(t, gate.Options{})
	require.Empty(t, w.by(w.Resume).Changed)
	require.False(t, w.slot(live).Probe)
}

func TestPauseDuringAProbe(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, held)
		w.by(w.Resume)
		probe := w.slot(live)
		w.pause("stop")
		s := w.report(gate.Report{Kind: gate.Success, Lease: probe.Lease})
		require.Equal(t, "paused", s.State.Status())
		w.by(w.Resume)
		require.True(t, w.slot(live).Probe)
	})
}

func TestProbeNowIsForHeldAccounts(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		require.Empty(t, w.by(w.ProbeNow).Changed)
		w.pause("by hand")
		require.Empty(t, w.by(w.ProbeNow).Changed)
		w.by(w.Resume)
		w.call(live, held)
		w.pass(time.Hour)
		w.call(live, held)

		oldKey := w.slotAfter(time.Hour, live)
		s := w.by(w.ProbeNow)
		require.Equal(t, []string{"half_open account hold"}, whats(s.Changed))
		r := held
		r.Lease = oldKey.Lease
		require.Equal(t, "half_open", w.report(r).State.Status(), "a call with the old key says nothing of the new one")
		s = w.call(live, held)
		require.Equal(t, time.Minute, s.State.Account.Until.Sub(s.Now), "its waits begin anew")
	})
}

func (w *world) slotAfter(d time.Duration, c gate.Class) gate.Slot {
	w.t.Helper()
	w.pass(d)
	return w.slot(c)
}
