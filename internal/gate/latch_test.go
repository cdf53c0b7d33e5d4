package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
)

var held = gate.Report{Kind: gate.Hold, Reason: "401 unauthorized", Code: 401}

func TestHoldClosesEverything(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		s := w.call(live, held)
		require.Equal(t, []string{"closed account hold"}, whats(s.Changed))
		require.Equal(t, "held", s.State.Status())
		require.Equal(t, "401 unauthorized", s.State.Account.Why)
		require.True(t, s.State.Account.Closed())
		w.closedTo(live)
		w.closedTo(free)
		w.closedTo(getquota)
	})
}

func TestOneProbeOpens(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, held)
		w.pass(61 * time.Second)
		require.Equal(t, "half_open", w.state().Status())
		require.False(t, w.state().Account.Closed())

		probe := w.slot(live)
		require.True(t, probe.Probe)
		require.Equal(t, []string{"half_open account hold"}, whats(probe.Changed))
		require.True(t, w.state().Probing)
		require.Equal(t, 1, w.state().Account.Probes)
		w.closedTo(live)

		s := w.report(gate.Report{Kind: gate.Success, Lease: probe.Lease})
		require.Equal(t, []string{"opened account hold"}, whats(s.Changed))
		require.Zero(t, s.State.Account)
		require.False(t, w.slot(live).Probe)
	})
}

func TestFailedProbesLengthenTheWaitToAnHour(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		since := w.call(live, held).State.Account.Since
		for n, want := range []time.Duration{2, 4, 8, 16, 32, 60, 60, 60} {
			w.pass(time.Hour)
			s := w.call(live, held)
			require.Equal(t, []string{"closed_again account hold"}, whats(s.Changed))
			require.Equal(t, want*time.Minute, s.State.Account.Until.Sub(s.Now))
			require.Equal(t, n+1, s.State.Account.Probes)
			require.Greater(t, s.Now.Sub(s.State.Account.Since), time.Duration(n)*time.Hour)
		}
		require.False(t, since.IsZero())
	})
}

func TestProbeThatSaysNothingLeavesItHalfOpen(t *testing.T) {
	for _, kind := range []gate.Kind{gate.Again, gate.Refused, gate.Neutral} {
		each(t, gate.Options{}, func(t *testing.T, w *world) {
			w.call(live, held)
			w.pass(61 * time.Second)
			s := w.call(live, gate.Report{Kind: kind})
			require.Empty(t, s.Changed)
			require.Equal(t, "half_open", s.State.Status())
			require.False(t, s.State.Probing)
			require.True(t, w.slot(live).Probe)
		})
	}
}

func TestProbeOfAProcessThatDied(t *testing.T) {
	each(t, gate.Options{CallTimeout: 35 * time.Second}, func(t *testing.T, w *world) {
		w.call(live, held)
		w.pass(61 * time.Second)
		dead := w.slot(live)
		w.pass(40 * time.Second)
		w.closedTo(live)
		w.pass(5 * time.Second)
		second := w.slot(live)
		require.True(t, second.Probe)

		s := w.report(gate.Report{Kind: gate.Neutral, Lease: dead.Lease})
		require.True(t, s.State.Probing, "a lease that ran out frees nobody else's")
	})
}

func TestNumbersNeverTriedProbeFirst(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, held)
		w.pass(61 * time.Second)
		s := w.take(suspects)
		require.Empty(t, s.May)
		require.Equal(t, []string{"half_open account hold"}, whats(s.Changed))
		require.Empty(t, w.take(suspects).Changed, "told once")

		other := gate.Class{Lane: "stoptrack", Rank: 3, Fresh: true}
		probe := w.take(suspects, other)
		require.Equal(t, []int{1}, probe.May)
		require.True(t, probe.Probe)
		w.report(gate.Report{Kind: gate.Neutral, Lease: probe.Lease})

		w.pass(2 * time.Second)
		require.NotEmpty(t, w.take(suspects).May, "none has come for two seconds")
	})
}

func TestLateReportsNeitherOpenNorLengthen(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		var early []string
		for range 4 {
			early = append(early, w.slot(live).Lease)
		}
		w.call(live, held)
		until := w.state().Account.Until

		s := w.report(gate.Report{Kind: gate.Success, Lease: early[0]})
		require.Equal(t, "held", s.State.Status())
		require.Equal(t, s.Now, s.Success)
		late := held
		late.Lease = early[1]
		require.Equal(t, until, w.report(late).State.Account.Until)

		w.pass(61 * time.Second)
		late.Lease = early[2]
		require.Equal(t, "half_open", w.report(late).State.Status(), "no probe, no verdict")
		w.call(live, gate.Report{Kind: gate.Success})
		late.Lease = early[3]
		require.Equal(t, "open", w.report(late).State.Status(), "it failed before the probe went well")
	})
}

func TestHoldTakesThePlaceOfThrottle(t *testing.T) {
	w := embedded(t, gate.Options{})
	early := w.slot(live)
	w.call(live, gate.Report{Kind: gate.Throttle, RetryAfter: time.Minute})
	r := held
	r.Lease = early.Lease
	require.Equal(t, []string{"closed account hold"}, whats(w.report(r).Changed))
}

func TestTwoLoneRefusalsHoldTheAccount(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		began := w.call(live, gate.Report{Kind: gate.Neutral}).Now
		lone := func(key string, code int) gate.Effect {
			return w.call(live, gate.Report{Kind: gate.Refused, Lone: key, LoneSince: began, Code: code, Sent: 1, Reason: "400"})
		}
		require.Equal(t, "open", lone("A", 400).State.Status())
		require.Equal(t, "open", lone("A", 400).State.Status(), "the same number again")
		require.Equal(t, "open", lone("B", 413).State.Status(), "another failure")
		s := lone("C", 413)
		require.Equal(t, []string{"closed account hold"}, whats(s.Changed))
		require.Equal(t, time.Minute, s.State.Account.Until.Sub(s.Now))

		w.pass(time.Minute)
		require.Equal(t, "half_open", lone("C", 413).State.Status(), "that number may be at fault")
		for _, key := range []string{"D", "E", "F"} {
			s = lone(key, 413)
			require.Equal(t, []string{"closed_again account hold"}, whats(s.Changed))
			require.Equal(t, time.Minute, s.State.Account.Until.Sub(s.Now), "probed once a minute")
			w.pass(time.Minute)
		}
	})
}

func TestLoneRefusalsWithASuccessSinceBlameNobody(t *testing.T) {
	w := embedded(t, gate.Options{})
	began := w.call(live, gate.Report{Kind: gate.Neutral}).Now
	lone := gate.Report{Kind: gate.Refused, LoneSince: began, Code: 400, Sent: 1}
	for _, key := range []string{"A", "B", "C"} {
		w.call(live, gate.Report{Kind: gate.Success})
		lone.Lone = key
		require.Equal(t, "open", w.call(live, lone).State.Status())
	}
	lone.Lone = "D"
	require.Equal(t, "open", w.call(live, lone).State.Status(), "C and D failed first before the last success")
}
