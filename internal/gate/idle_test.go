package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
)

// idle lets the time pass after which nobody is expected to come with a probe.
func (w *world) idle() {
	w.t.Helper()
	require.False(w.t, w.state().Unprobed, "somebody may come yet")
	w.pass(5 * time.Second)
	require.True(w.t, w.state().Unprobed, "state: %+v", w.state())
}

func TestGetquotaIsTheProbeWhereNothingWaits(t *testing.T) {
	for reason, shut := range map[string]func(w *world){
		"paused": func(w *world) { w.pause("lunch"); w.by(w.Resume) },
		"throttle": func(w *world) {
			w.call(live, gate.Report{Kind: gate.Throttle, RetryAfter: time.Minute})
			w.pass(time.Minute)
		},
		"hold":                             func(w *world) { w.call(live, held); w.pass(time.Minute) },
		"hold, and the key is another now": func(w *world) { w.call(live, held); w.by(w.ProbeNow) },
	} {
		t.Run(reason, func(t *testing.T) {
			each(t, gate.Options{}, func(t *testing.T, w *world) {
				w.reading(gate.QuotaReading{Remain: 100})
				w.pass(time.Minute)
				shut(w)
				w.idle()
				due := w.state()
				require.Equal(t, due.Now, due.Quota.Due, "it is asked at once")
				probe := w.slot(getquota)
				require.True(t, probe.Probe)
				require.False(t, w.state().Unprobed, "one at a time")
				w.closedTo(live)
				s := w.reportQuota(probe.Lease, gate.QuotaReading{Remain: 100})
				require.Equal(t, "open", s.State.Status())
				require.Contains(t, whats(s.Changed)[0], "opened account ")
				require.False(t, s.State.Probing)
				require.Zero(t, s.State.Account)
			})
		})
	}
}

func TestGetquotaIsNoProbeWhereSomethingWaits(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, held)
		w.pass(time.Minute)
		for range 3 {
			probe := w.slot(live)
			w.pass(4 * time.Second)
			require.False(t, w.take(getquota).Probe, "the numbers' own is under way")
			w.report(gate.Report{Kind: gate.Again, Lease: probe.Lease})
			w.pass(4 * time.Second)
			require.False(t, w.slot(getquota).Probe, "they are there to try again")
		}
		s := w.reading(gate.QuotaReading{Remain: 100})
		require.Equal(t, "half_open", s.State.Status())
	})
}

// A throttle over a quota that is used up: what waits may not go, so that nothing else can be the probe.
func TestGetquotaIsTheProbeWhereWhatWaitsMayNotSpend(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		early := w.slot(live)
		w.call(live, gate.Report{Kind: gate.Drained})
		w.report(gate.Report{Kind: gate.Throttle, Lease: early.Lease, RetryAfter: time.Minute})
		w.pass(66 * time.Second)
		w.closedTo(live)
		w.pass(5 * time.Second)
		s := w.reading(gate.QuotaReading{Remain: 0})
		require.Equal(t, []string{"opened account throttle"}, whats(s.Changed))
		require.Equal(t, "drained", s.State.Status())
	})
}

func TestGetquotaThatSaysNothingIsAskedAgainInAMinute(t *testing.T) {
	for _, kind := range []gate.Kind{gate.Again, gate.Neutral} {
		each(t, gate.Options{}, func(t *testing.T, w *world) {
			w.pause("lunch")
			w.by(w.Resume)
			w.pass(5 * time.Second)
			w.call(getquota, gate.Report{Kind: kind})
			w.pass(50 * time.Second)
			require.False(t, w.state().Unprobed)
			require.Equal(t, "half_open", w.state().Status())
			w.pass(10 * time.Second)
			require.True(t, w.slot(getquota).Probe)
		})
	}
}

func TestGetquotaThatFailsAsTheProbeClosesForLonger(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, held)
		for _, wait := range []time.Duration{2, 4, 8} {
			w.pass(time.Hour)
			require.True(t, w.state().Unprobed, "its time was up long ago")
			s := w.call(getquota, held)
			require.Equal(t, []string{"closed_again account hold"}, whats(s.Changed))
			require.Equal(t, wait*time.Minute, s.State.Account.Until.Sub(s.Now))
		}
	})
}

// getquota can pass while register does not, and an account must not be opened for the same vain try
// every minute.
func TestHoldAfterGetquotaHasOpenedWaitsOn(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, held)
		for _, wait := range []time.Duration{2, 4, 8} {
			w.pass(time.Hour)
			require.Equal(t, "open", w.reading(gate.QuotaReading{Remain: 5}).State.Status())
			s := w.call(live, held)
			require.Equal(t, []string{"closed account hold"}, whats(s.Changed))
			require.Equal(t, wait*time.Minute, s.State.Account.Until.Sub(s.Now))
		}
		w.pass(time.Hour)
		w.reading(gate.QuotaReading{Remain: 5})
		w.call(live, gate.Report{Kind: gate.Success})
		s := w.call(live, held)
		require.Equal(t, time.Minute, s.State.Account.Until.Sub(s.Now), "a success proves it mended")
	})
}

func TestHandsProbeByGetquotaLengthensNoWait(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, held)
		w.by(w.Resume)
		w.pass(5 * time.Second)
		require.Equal(t, "open", w.reading(gate.QuotaReading{Remain: 5}).State.Status())
		s := w.call(live, held)
		require.Equal(t, time.Minute, s.State.Account.Until.Sub(s.Now))
	})
}

func TestPauseDuringAGetquotaThatProbes(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.pause("lunch")
		w.by(w.Resume)
		w.pass(5 * time.Second)
		probe := w.slot(getquota)
		w.pause("again")
		require.Equal(t, "paused", w.reportQuota(probe.Lease, gate.QuotaReading{Remain: 5}).State.Status())
	})
}
