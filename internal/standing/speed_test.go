package standing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

// after is the standing of main so many seconds after noon.
func after(seconds int, registered, calls, pending int64) standing.Account {
	return standing.Account{
		Name: "main", At: time.Date(2026, 3, 1, 12, 0, seconds, 0, time.UTC), Gate: standing.Gate{State: "open"},
		Pace: standing.Pace{Calls: calls, BatchSize: 40}, Totals: queue.Totals{queue.Registered: registered, queue.Known: registered},
		Queues: []standing.Queue{{Name: "main-bulk", Pending: pending}},
	}
}

func TestMeterTellsRateFillAndETA(t *testing.T) {
	var m standing.Meters
	require.Nil(t, m.Note(after(0, 100, 10, 6000)), "one standing tells no rate")
	s := m.Note(after(10, 1300, 40, 4800))
	require.InDelta(t, 120, s.Rate, 1e-9, "known numbers took no call")
	require.InDelta(t, 1, *s.Fill, 1e-9)
	require.InDelta(t, 40, *s.ETA, 1e-9)
	for second := 11; second <= 40; second++ {
		s = m.Note(after(second, 1300, 40, 4800))
	}
	require.Zero(t, s.Rate, "only what was lately counts")
	require.InDelta(t, 30, s.Minute, 1e-9)
	require.Nil(t, s.Fill)
	require.Nil(t, s.ETA, "nobody can say")
}

func TestMeterBeginsAnewOnAnotherRedis(t *testing.T) {
	var m standing.Meters
	m.Note(after(0, 1000, 10, 0))
	require.Nil(t, m.Note(after(2, 10, 1, 0)))
	s := m.Note(after(4, 90, 3, 0))
	require.InDelta(t, 40, s.Rate, 1e-9)
	require.Nil(t, m.Note(after(3, 90, 3, 0)), "a clock that was set back")
}

func TestMeterOfAClosedAccountHasNoETA(t *testing.T) {
	var m standing.Meters
	m.Note(after(0, 0, 0, 100))
	a := after(2, 80, 2, 20)
	a.Gate.State = "hold"
	require.Nil(t, m.Note(a).ETA)
	a = after(4, 80, 2, 0)
	a.Gate.State = "hold"
	require.Zero(t, *m.Note(a).ETA, "nothing waits")
}
