package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
)

func TestTakeGivesOneSlotASpacing(t *testing.T) {
	w := embedded(t, gate.Options{})
	first := w.take(live)
	require.Equal(t, []int{0}, first.May)
	require.Equal(t, 40, first.Most)
	require.Zero(t, first.Wait)
	require.False(t, first.Probe)

	second := w.take(live)
	require.Empty(t, second.May)
	require.Empty(t, second.Lease)
	require.InDelta(t, 340-340./12, second.Wait.Seconds()*1000, 0.1, "the first came after its slot, by as much as may be late")
	w.pass(second.Wait - time.Microsecond)
	require.Empty(t, w.take(live).May)
	w.pass(time.Microsecond)
	require.NotEmpty(t, w.take(live).May)
}

func TestTakeWithNothingWaiting(t *testing.T) {
	w := embedded(t, gate.Options{})
	require.Equal(t, gate.Slot{Wait: time.Second}, w.take())
}

func TestSlotIsOfOneLane(t *testing.T) {
	w := embedded(t, gate.Options{})
	stop := gate.Class{Lane: "stoptrack", Rank: 2}

	require.Equal(t, []int{0, 2}, w.slot(bulk, stop, live).May, "live goes first and bulk of its lane fills up")
	require.Equal(t, []int{1}, w.slot(bulk, stop).May, "of equal ranks the lane that was not last")
	require.Equal(t, []int{0}, w.slot(bulk, stop).May)
	require.Equal(t, []int{1}, w.slot(stop, live).May, "the lower rank whatever was last")
}

func TestSettingsBelongToTheAsker(t *testing.T) {
	w := embedded(t, gate.Options{RequestsPerSecond: 3})
	slow := newWorld(t, w.rdb, gate.Options{RequestsPerSecond: 0.5, BatchSize: 10})
	slow.pass = w.pass

	require.Equal(t, 10, slow.take(live).Most)
	require.InDelta(t, 1.87, slow.state().Pace.Next.Sub(slow.state().Now).Seconds(), 0.001)
	require.Equal(t, time.Second, w.take(live).Wait, "a slot of the slower one is not taken for a jump of the clock")
	w.pass(1870 * time.Millisecond)
	require.Equal(t, 40, w.take(live).Most)
	require.Less(t, slow.take(live).Wait, time.Second, "the slower one gets its turn")
}

func TestBulkGivesWayToLiveWaitingElsewhere(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.slot(bulk)
	next := w.take(live).Wait // live asks in another process and is told to wait
	w.pass(next)

	s := w.take(bulk)
	require.Empty(t, s.May, "the slot is due, but live is about to ask for it")
	require.Equal(t, 30*time.Millisecond, s.Wait)
	w.pass(2 * time.Millisecond)
	require.NotEmpty(t, w.take(live, bulk).May)

	w.pass(time.Second)
	require.NotEmpty(t, w.take(bulk).May, "once live has been served bulk gives way no more")
}

func TestLiveThatNeverComesCostsAMoment(t *testing.T) {
	w := embedded(t, gate.Options{})
	w.slot(bulk)
	w.pass(w.take(live).Wait)
	w.pass(w.take(bulk).Wait)
	require.NotEmpty(t, w.take(bulk).May)
}

func TestUnknownFieldsAreLeftAlone(t *testing.T) {
	each(t, gate.Options{}, func(t *testing.T, w *world) {
		require.NoError(t, w.rdb.HSet(t.Context(), key, "of_a_newer_version", "x", "stretch", "garbage").Err())
		w.call(live, gate.Report{Kind: gate.Success})
		w.reading(gate.QuotaReading{Remain: 5})
		require.Equal(t, "x", w.rdb.HGet(t.Context(), key, "of_a_newer_version").Val())
	})
}

func TestErrorsNameTheGate(t *testing.T) {
	w := embedded(t, gate.Options{})
	require.NoError(t, w.rdb.Set(t.Context(), key, "not a hash", 0).Err())
	_, err := w.Take(t.Context(), []gate.Class{live})
	require.ErrorContains(t, err, key)
	require.ErrorContains(t, err, "take a slot")
	_, err = w.Read(t.Context())
	require.ErrorContains(t, err, "WRONGTYPE")
}
