package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
)

func TestPaceEasesToTheLeastSpacing(t *testing.T) {
	w := embedded(t, gate.Options{})
	require.Equal(t, 340*time.Millisecond, w.state().Pace.Spacing)
	w.call(live, gate.Report{Kind: gate.Success})
	require.Equal(t, 339_750*time.Microsecond, w.state().Pace.Spacing)
	for range 30 {
		w.call(live, gate.Report{Kind: gate.Success})
	}
	require.Equal(t, 336*time.Millisecond, w.state().Pace.Spacing)
	require.Equal(t, 333_333*time.Microsecond, w.state().Pace.Ceiling)
}

func TestPaceScalesWithTheRate(t *testing.T) {
	w := embedded(t, gate.Options{RequestsPerSecond: 1})
	require.Equal(t, 1020*time.Millisecond, w.state().Pace.Spacing)
	w.call(live, gate.Report{Kind: gate.Throttle})
	require.InDelta(t, 1049, w.state().Pace.Spacing.Milliseconds(), 1)
}

func TestAskersALittleLateKeepTheSchedule(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.slot(live)
	begin := w.state().Pace.Next
	for range 40 { // past the easing
		w.pass(w.take(live).Wait + 2*time.Millisecond)
		require.NotEmpty(t, w.take(live).May)
	}
	want := 40 * 336 * time.Millisecond
	require.InDelta(t, want.Seconds(), w.state().Pace.Next.Sub(begin).Seconds(), 0.035,
		"only the easing from 340 ms is lost, not the 80 ms of coming late")
}

func TestHighRatesAreHeldThoughAskingTakesLonger(t *testing.T) {
	w := embedded(t, gate.Options{RequestsPerSecond: 1000})
	slots := 0
	for range 1000 { // a second in steps of a millisecond, asking until told to wait
		for len(w.take(live).May) > 0 {
			slots++
		}
		w.pass(time.Millisecond)
	}
	require.InDelta(t, 990, slots, 10)
}

func TestAskersVeryLateMoveTheSchedule(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.slot(live)
	w.pass(10 * time.Second)
	require.NotEmpty(t, w.take(live).May)
	require.Greater(t, w.take(live).Wait, 300*time.Millisecond, "time gone by unused is gone")
}

func TestFirst429ClosesNothingAndCostsNoSlot(t *testing.T) {
	w := embedded(t, gate.Options{})
	for range 4 { // so that a call more in this second would be one too many, had the last been admitted
		w.call(live, gate.Report{Kind: gate.Success})
	}
	before := w.state().Pace.Spacing
	s := w.call(live, gate.Report{Kind: gate.Throttle})

	require.Equal(t, []string{"pace_raised"}, whats(s.Changed))
	require.Equal(t, "open", s.State.Status())
	require.Equal(t, 30*time.Millisecond, w.take(live).Wait)
	require.InDelta(t, (before + 10*time.Millisecond).Microseconds(), w.state().Pace.Spacing.Microseconds(), 300)
	require.Equal(t, s.Changed[0].After, w.state().Pace.Spacing.Microseconds())
	require.Equal(t, w.state().Pace.Floor, w.state().Pace.Spacing)
}

func TestLater429sRaiseThePaceLess(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.call(live, gate.Report{Kind: gate.Throttle})
	floor := w.state().Pace.Floor
	w.call(live, gate.Report{Kind: gate.Success})
	s := w.call(live, gate.Report{Kind: gate.Throttle})
	require.Equal(t, []string{"pace_raised"}, whats(s.Changed))
	require.InDelta(t, 1400, (s.State.Pace.Floor - floor).Microseconds(), 10)
}

func TestFloorGivesWay(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.call(live, gate.Report{Kind: gate.Throttle})
	floor := w.state().Pace.Floor
	w.pass(10 * time.Minute)
	require.InDelta(t, (floor - time.Millisecond).Microseconds(), w.state().Pace.Floor.Microseconds(), 10)
	w.call(live, gate.Report{Kind: gate.Success})
	spacing := w.state().Pace.Spacing
	for range 10 {
		w.call(live, gate.Report{Kind: gate.Success})
	}
	require.Less(t, w.state().Pace.Spacing, spacing)
	require.Equal(t, w.state().Pace.Floor, w.state().Pace.Spacing)
	w.pass(24 * time.Hour)
	require.Zero(t, w.state().Pace.Floor)
}

func TestSecond429InARowThrottles(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.call(live, gate.Report{Kind: gate.Throttle})
	s := w.call(live, gate.Report{Kind: gate.Throttle, Reason: "429 Too Many Requests"})

	require.Equal(t, []string{"closed account throttle"}, whats(s.Changed))
	require.Equal(t, "throttled", s.State.Status())
	require.Equal(t, "429 Too Many Requests", s.State.Account.Why)
	require.Equal(t, 500*time.Millisecond, s.State.Account.Until.Sub(s.Now), "half of a second by the jitter")
	require.Equal(t, 500*time.Millisecond, w.take(live).Wait)
}

func TestThrottleBacksOffToTenSeconds(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.call(live, gate.Report{Kind: gate.Throttle})
	w.call(live, gate.Report{Kind: gate.Throttle})
	for _, want := range []time.Duration{1000, 2000, 4000, 5000, 5000} {
		s := w.call(live, gate.Report{Kind: gate.Throttle})
		require.Equal(t, want*time.Millisecond, s.State.Account.Until.Sub(s.Now))
		require.Equal(t, []string{"closed_again account throttle"}, whats(s.Changed))
	}
	s := w.call(live, gate.Report{Kind: gate.Success})
	require.Equal(t, []string{"opened account throttle"}, whats(s.Changed))
	require.Equal(t, "open", s.State.Status())
}

func TestRetryAfterIsObeyedToAnHour(t *testing.T) {
	for asked, want := range map[time.Duration]time.Duration{
		7 * time.Second:        7 * time.Second,
		20 * time.Minute:       20 * time.Minute,
		365 * 24 * time.Hour:   time.Hour,
		1<<63 - 1:              time.Hour,
		time.Microsecond / 100: 0, // not worth a latch: the pace is slower
		-1:                     0,
	} {
		w := embedded(t, gate.Options{})
		s := w.call(live, gate.Report{Kind: gate.Throttle, RetryAfter: asked})
		if want == 0 {
			require.Equal(t, "open", s.State.Status(), asked)
			continue
		}
		require.Equal(t, "throttled", s.State.Status(), asked)
		require.Equal(t, want, s.State.Account.Until.Sub(s.Now), asked)
		require.Equal(t, []string{"pace_raised", "closed account throttle"}, whats(s.Changed))
	}
}

func TestAgainBacksOffWithoutALatch(t *testing.T) {
	w := embedded(t, gate.Options{})
	for n, want := range []time.Duration{250, 500, 1000, 2000, 4000, 8000, 15000, 15000} {
		s := w.call(live, gate.Report{Kind: gate.Again})
		require.Equal(t, n+1, s.State.Again.Failures)
		require.Equal(t, want*time.Millisecond, s.State.Again.Until.Sub(s.Now))
		require.Equal(t, "open", s.State.Status())
		w.pass(want*time.Millisecond - time.Millisecond)
		require.Empty(t, w.take(live).May)
		w.pass(time.Millisecond)
	}
	s := w.call(live, gate.Report{Kind: gate.Success})
	require.Zero(t, s.State.Again)
	require.NotEmpty(t, w.slot(live).May)
}

func TestCallsThatFailTogetherAreOneFailure(t *testing.T) {
	w := embedded(t, gate.Options{})
	var leases []string
	for range 5 {
		leases = append(leases, w.slot(live).Lease)
	}
	for _, l := range leases {
		require.Equal(t, 1, w.report(gate.Report{Kind: gate.Again, Lease: l}).State.Again.Failures)
	}
}

func TestAnyOlderSuccessClearsTheBackingOff(t *testing.T) {
	w := embedded(t, gate.Options{})
	early := w.slot(live).Lease
	w.call(live, gate.Report{Kind: gate.Again})
	s := w.report(gate.Report{Kind: gate.Success, Lease: early})
	require.Zero(t, s.State.Again)
	require.Equal(t, s.Now, s.Success)
}

func TestRetryAfterOfABrokenServer(t *testing.T) {
	w := embedded(t, gate.Options{})
	s := w.call(live, gate.Report{Kind: gate.Again, RetryAfter: 5 * time.Second})
	require.Equal(t, 5*time.Second, s.State.Again.Until.Sub(s.Now))
	s = w.call(live, gate.Report{Kind: gate.Again, RetryAfter: time.Hour})
	require.Equal(t, 30*time.Second, s.State.Again.Until.Sub(s.Now), "no latch, so never for long")
}

func TestAnAgainThatTookNumbersIsTheFirstInARow(t *testing.T) {
	w := embedded(t, gate.Options{BatchSize: 40})
	for range 10 {
		s := w.call(live, gate.Report{Kind: gate.Again, Accepted: 39, Sent: 40})
		require.Equal(t, 1, s.State.Again.Failures)
		require.Equal(t, s.Now, s.Success)
	}
}

func TestOneNumberIsNeverTooMany(t *testing.T) {
	w := embedded(t, gate.Options{BatchSize: 40})
	require.Equal(t, 40, w.call(live, gate.Report{Kind: gate.Refused, TooMany: true, Sent: 1}).State.Size)
}

func TestBatchSizeHalvesAndGrowsBack(t *testing.T) {
	each(t, gate.Options{BatchSize: 40}, func(t *testing.T, w *world) {
		stale := w.slot(live)
		s := w.call(live, gate.Report{Kind: gate.Refused, TooMany: true, Sent: 40})
		require.Equal(t, []gate.Change{{What: gate.SizeChanged, Before: 40, After: 20}}, s.Changed)
		require.Equal(t, 20, w.slot(live).Most)
		s = w.report(gate.Report{Kind: gate.Refused, Lease: stale.Lease, TooMany: true, Sent: 40})
		require.Empty(t, s.Changed, "that call was larger than what is in force by now")

		for _, want := range []int{10, 5, 2, 1, 1} {
			size := w.state().Size
			require.Equal(t, want, w.call(live, gate.Report{Kind: gate.Refused, TooMany: true, Sent: size}).State.Size)
		}
		for _, want := range []int{2, 4, 8, 16, 32, 40, 40} {
			require.Equal(t, min(want, w.state().Size*2), want)
			w.pass(24 * time.Hour)
			require.Equal(t, want, w.slot(live).Most)
		}
	})
}

func TestEvery429IsCounted(t *testing.T) {
	w := embedded(t, gate.Options{})
	require.Zero(t, w.state().Throttles)
	w.call(live, gate.Report{Kind: gate.Throttle})
	w.call(live, gate.Report{Kind: gate.Success})
	late := w.slot(live)
	w.call(live, gate.Report{Kind: gate.Throttle})
	w.report(gate.Report{Kind: gate.Throttle, Lease: late.Lease})
	require.EqualValues(t, 3, w.state().Throttles, "also those that close nothing")
}
