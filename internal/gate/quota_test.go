package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
)

func TestDrainedClosesWhatSpends(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		s := w.call(live, gate.Report{Kind: gate.Drained, Reason: "quota used up"})
		require.Equal(t, []string{"closed quota drained"}, whats(s.Changed))
		require.Equal(t, "drained", s.State.Status())
		w.closedTo(live)
		w.closedTo(bulk)
		require.False(t, w.slot(free).Probe)
		require.False(t, w.slot(getquota).Probe)
		require.Equal(t, []int{1}, w.slot(bulk, free).May)
	})
}

func TestDrainedOpensWhenMoreIsSeen(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		early := w.slot(getquota).Lease
		w.reading(gate.QuotaReading{Remain: 20, MaxDaily: -1, TodayUsed: -1})
		w.call(live, gate.Report{Kind: gate.Drained})

		require.Equal(t, "drained", w.reportQuota(early, gate.QuotaReading{Remain: 100}).State.Status(),
			"it was asked before the latch closed")
		require.Equal(t, "drained", w.reading(gate.QuotaReading{Remain: 20}).State.Status(), "no more than then")
		require.Equal(t, "drained", w.reading(gate.QuotaReading{Remain: 5}).State.Status())
		require.Equal(t, "drained", w.reading(gate.QuotaReading{Remain: -1}).State.Status(), "not given")
		s := w.reading(gate.QuotaReading{Remain: 15})
		require.Equal(t, []string{"half_open quota drained"}, whats(s.Changed), "more than the least seen since")

		probe := w.slot(live)
		require.True(t, probe.Probe)
		s = w.report(gate.Report{Kind: gate.Success, Lease: probe.Lease, Accepted: 10})
		require.Equal(t, []string{"opened quota drained"}, whats(s.Changed))
		require.EqualValues(t, 5, s.State.Quota.Remain)
	})
}

func TestReadingThatMisledIsBelievedLater(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.reading(gate.QuotaReading{Remain: 5})
		w.call(live, gate.Report{Kind: gate.Drained})
		remain := int64(5)
		for _, wait := range []time.Duration{2, 4, 8} {
			remain++
			require.Equal(t, "half_open", w.reading(gate.QuotaReading{Remain: remain}).State.Status())
			require.Equal(t, []string{"closed_again quota drained"}, whats(w.call(live, gate.Report{Kind: gate.Drained}).Changed))
			remain++
			require.Equal(t, "drained", w.reading(gate.QuotaReading{Remain: remain}).State.Status())
			w.pass(wait * time.Minute)
		}
	})
}

func TestQuotaLatchIsProbedWithinTheHour(t *testing.T) {
	for _, kind := range []gate.Kind{gate.Drained, gate.DailyLimit} {
		each(t, gate.Options{}, func(t *testing.T, w *world) {
			w.reading(gate.QuotaReading{Remain: 0, TodayUsed: 9, MaxDaily: 9})
			w.call(live, gate.Report{Kind: kind})
			for range 3 {
				w.closedTo(live)
				w.pass(time.Hour)
				require.True(t, w.slot(live).Probe)
				w.pass(50 * time.Second) // its process died
				w.call(live, gate.Report{Kind: kind})
			}
			s := w.reading(gate.QuotaReading{Remain: 1000, TodayUsed: 0, MaxDaily: 9})
			require.Equal(t, "half_open", s.State.Status(), "probes that no reading asked for put none off")
		})
	}
}

func TestDailyLimitIsOverWhenTheDaysAllowanceIsBack(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.call(live, gate.Report{Kind: gate.DailyLimit})
		require.Equal(t, "daily_limit", w.state().Status())
		for _, q := range []gate.QuotaReading{
			{Remain: 1000, TodayUsed: 500, MaxDaily: 500},
			{Remain: 2000, TodayUsed: -1, MaxDaily: 500},
			{Remain: 2000, TodayUsed: 0, MaxDaily: -1},
		} {
			require.Equal(t, "daily_limit", w.reading(q).State.Status(), "%+v", q)
		}
		require.Equal(t, "half_open", w.reading(gate.QuotaReading{TodayUsed: 0, MaxDaily: 500}).State.Status())
	})
}

func TestDailyLimitTakenAway(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.call(live, gate.Report{Kind: gate.DailyLimit})
	require.Equal(t, "half_open", w.reading(gate.QuotaReading{TodayUsed: 500, MaxDaily: 0}).State.Status())
}

func TestDailyLimitEndsAtTheConfiguredHour(t *testing.T) {
	var reset time.Time
	w := embedded(t, gate.Options{DailyReset: func() time.Time { return reset }})
	reset = w.state().Now.Add(10 * time.Minute)
	s := w.call(live, gate.Report{Kind: gate.DailyLimit})
	require.WithinDuration(t, reset, s.State.Spend.Until, 0)
	w.pass(11 * time.Minute)
	require.True(t, w.slot(live).Probe)
}

func TestPartAcceptedAndTheRestDrained(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.reading(gate.QuotaReading{Remain: 15, TodayUsed: 3})
	s := w.call(live, gate.Report{Kind: gate.Drained, Accepted: 15, Sent: 40})
	require.Equal(t, s.Now, s.Success)
	require.EqualValues(t, 0, s.State.Quota.Remain)
	require.EqualValues(t, 18, s.State.Quota.TodayUsed)
}

func TestThrottleOverDrainedEnds(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		w.reading(gate.QuotaReading{Remain: 0})
		early := w.slot(live)
		w.call(live, gate.Report{Kind: gate.Drained})
		s := w.report(gate.Report{Kind: gate.Throttle, Lease: early.Lease, RetryAfter: time.Minute})
		require.Equal(t, "throttled", s.State.Status())
		require.Equal(t, gate.QuotaDrained, s.State.Spend.Reason, "one latch does not wipe out the other")

		w.pass(61 * time.Second)
		w.closedTo(live)
		s = w.reading(gate.QuotaReading{Remain: 100})
		require.Equal(t, gate.Throttled, s.State.Account.Reason, "getquota passes without opening")
		require.True(t, s.State.Account.HalfOpen)
		probe := w.slot(live)
		require.True(t, probe.Probe)
		s = w.report(gate.Report{Kind: gate.Success, Lease: probe.Lease})
		require.Equal(t, []string{"opened account throttle", "opened quota drained"}, whats(s.Changed))
	})
}

func TestProbeOfAThrottleAnsweredDrained(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.call(live, gate.Report{Kind: gate.Throttle, RetryAfter: time.Minute})
	w.pass(time.Minute)
	s := w.call(live, gate.Report{Kind: gate.Drained})
	require.Equal(t, []string{"opened account throttle", "closed quota drained"}, whats(s.Changed))
}

func TestWhatSpendsNothingOpensNoQuotaLatch(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.call(live, gate.Report{Kind: gate.Drained})
	w.pass(time.Hour)
	require.Equal(t, gate.QuotaDrained, w.call(free, gate.Report{Kind: gate.Success}).State.Spend.Reason)
	require.Equal(t, gate.QuotaDrained, w.call(getquota, gate.Report{Kind: gate.Success}).State.Spend.Reason)
	require.Zero(t, w.call(live, gate.Report{Kind: gate.Success}).State.Spend.Reason)
}

func TestReserveIsForLive(t *testing.T) {
	each(t, gate.Options{QuotaReserve: 100}, func(t *testing.T, w *world) {
		require.NotEmpty(t, w.slot(bulk).May, "nothing is known of the quota")
		w.reading(gate.QuotaReading{Remain: 130})
		require.Equal(t, 30, w.slot(bulk).Most, "no further than the reserve")
		require.Equal(t, []int{1}, w.slot(bulk, live).May, "a full call could run into it")

		s := w.call(bulk, gate.Report{Kind: gate.Success, Accepted: 30})
		require.Equal(t, []string{"closed quota reserve"}, whats(s.Changed))
		require.Equal(t, "reserve", s.State.Status())
		w.closedTo(bulk)
		require.False(t, w.slot(live).Probe)
		w.closedTo(bulk)

		s = w.reading(gate.QuotaReading{Remain: 5000})
		require.Equal(t, []string{"opened quota reserve"}, whats(s.Changed))
		require.Equal(t, []int{0, 1}, w.slot(bulk, live).May)
	})
}

func TestReserveTakenOutOfTheSettings(t *testing.T) {
	w := embedded(t, gate.Options{QuotaReserve: 100})
	w.reading(gate.QuotaReading{Remain: 50})
	require.Equal(t, "reserve", w.state().Status())
	without := newWorld(t, w.rdb, gate.Options{})
	without.pass = w.pass
	require.Equal(t, "open", without.state().Status())
	require.Equal(t, []string{"opened quota reserve"}, whats(without.take(bulk).Changed))
}

func TestDrainedWithinTheReserve(t *testing.T) {
	w := embedded(t, gate.Options{QuotaReserve: 100})
	w.reading(gate.QuotaReading{Remain: 50})
	require.Equal(t, []string{"closed quota drained"}, whats(w.call(live, gate.Report{Kind: gate.Drained}).Changed))
	w.by(w.Resume)
	s := w.call(live, gate.Report{Kind: gate.Success})
	require.Equal(t, []string{"opened quota drained", "closed quota reserve"}, whats(s.Changed))
}

func TestQuotaLowIsToldOncePerCrossing(t *testing.T) {
	each(t, gate.Options{QuotaWarn: 100}, func(t *testing.T, w *world) {
		w.reading(gate.QuotaReading{Remain: 120})
		s := w.call(live, gate.Report{Kind: gate.Success, Accepted: 40})
		require.Equal(t, []gate.Change{{What: gate.QuotaLow, After: 80}}, s.Changed)
		require.Empty(t, w.call(live, gate.Report{Kind: gate.Success, Accepted: 40}).Changed)
		require.Empty(t, w.reading(gate.QuotaReading{Remain: 500}).Changed)
		require.Len(t, w.reading(gate.QuotaReading{Remain: 90}).Changed, 1)
	})
}

func TestQuotaIsDue(t *testing.T) {
	w := embedded(t, gate.Options{QuotaPoll: 10 * time.Minute})
	due := func() time.Duration { s := w.state(); return s.Quota.Due.Sub(s.Now) }
	require.Zero(t, due(), "never asked")
	w.call(getquota, gate.Report{Kind: gate.Again})
	require.Equal(t, time.Minute, due(), "asked in vain, and nothing is known")
	w.pass(time.Minute)
	w.reading(gate.QuotaReading{Remain: 120})
	require.Equal(t, 10*time.Minute, due())
	w.pass(11 * time.Minute)
	require.Equal(t, -time.Minute, due())
	w.call(getquota, gate.Report{Kind: gate.Again})
	w.pass(time.Minute)
	require.Equal(t, 9*time.Minute, due(), "asked in vain")
	w.call(live, gate.Report{Kind: gate.Drained})
	require.Zero(t, due(), "at once when the quota is out")
	w.reading(gate.QuotaReading{Remain: 0})
	require.Equal(t, 10*time.Minute, due())
}

func TestMissingQuotaFieldsKeepWhatWasKnown(t *testing.T) {
	w := embedded(t, gate.Options{})
	require.False(t, w.state().Quota.Known())
	w.reading(gate.QuotaReading{Remain: 120, TodayUsed: 7, MaxDaily: 500, Total: 1000, Used: 880})
	q := w.reading(gate.QuotaReading{Remain: -1, TodayUsed: -5, MaxDaily: -1, Total: -1, Used: -1}).State.Quota
	require.EqualValues(t, 120, q.Remain)
	require.EqualValues(t, 7, q.TodayUsed)
	require.True(t, q.Known())
}

func TestAReadingEndsTheBackingOff(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		early := w.slot(getquota).Lease
		w.call(live, gate.Report{Kind: gate.Again})
		require.Equal(t, 1, w.reportQuota(early, gate.QuotaReading{Remain: 5}).State.Again.Failures, "it was asked before that failure")
		s := w.reading(gate.QuotaReading{Remain: 5}).State
		require.Zero(t, s.Again.Until, "17TRACK answers: numbers try at once")
		require.Equal(t, 1, s.Again.Failures, "what they have met is known until one passes")
		s = w.reading(gate.QuotaReading{Remain: 5}).State
		require.Zero(t, s.Again, "none has come for its turn")
		require.Zero(t, s.Success, "it is no success of the numbers'")
	})
}
