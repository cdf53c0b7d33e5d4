package standing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

// after is the standing of main so many seconds after noon.
func after(seconds int, registered, calls, pending int64) []standing.Account {
	return []standing.Account{{
		Name: "main", At: time.Date(2026, 3, 1, 12, 0, seconds, 0, time.UTC), Gate: standing.Gate{State: "open"},
		Pace: standing.Pace{Calls: calls, BatchSize: 40}, Totals: queue.Totals{queue.Registered: registered, queue.Known: registered},
		Queues: []standing.Queue{{Name: "main-bulk", Pending: pending}},
	}}
}

func TestMeterTellsRateFillAndETA(t *testing.T) {
	var m standing.Meter
	s := after(0, 100, 10, 6000)
	m.Note(s)
	require.Nil(t, s[0].Progress, "one standing tells no rate")
	s = after(10, 1300, 40, 4800)
	m.Note(s)
	require.InDelta(t, 120, s[0].Progress.Rate, 1e-9, "known numbers took no call")
	require.InDelta(t, 1, *s[0].Progress.Fill, 1e-9)
	require.InDelta(t, 40, *s[0].Progress.ETA, 1e-9)
	for second := 11; second <= 40; second++ {
		s = after(second, 1300, 40, 4800)
		m.Note(s)
	}
	require.Zero(t, s[0].Progress.Rate, "only what was lately counts")
	require.Nil(t, s[0].Progress.Fill)
	require.Nil(t, s[0].Progress.ETA, "nobody can say")
}

func TestMeterBeginsAnewOnAnotherRedis(t *testing.T) {
	var m standing.Meter
	m.Note(after(0, 1000, 10, 0))
	s := after(2, 10, 1, 0)
	m.Note(s)
	require.Nil(t, s[0].Progress)
	s = after(4, 90, 3, 0)
	m.Note(s)
	require.InDelta(t, 40, s[0].Progress.Rate, 1e-9)
}

func TestMeterOfAClosedAccountHasNoETA(t *testing.T) {
	var m standing.Meter
	m.Note(after(0, 0, 0, 100))
	s := after(2, 80, 2, 20)
	s[0].Gate.State = "hold"
	m.Note(s)
	require.Nil(t, s[0].Progress.ETA)
}
