package gate_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Ten live numbers one by one in one of four processes, all of which have a bulk backlog.
func TestLiveBehindABulkBacklog(t *testing.T) {
	s := newSim(t, link{processes: 4, late: 2 * time.Millisecond, vendor: sliding}, 3)
	var waits []time.Duration
	var arrive func()
	arrive = func() {
		since := s.now
		var ask func()
		ask = func() {
			slot := s.w.take(bulk, live)
			if len(slot.May) == 0 {
				s.after(slot.Wait+s.upTo(s.l.late), ask)
				return
			}
			waits = append(waits, s.now-since)
			if len(waits) < 10 {
				s.after(300*time.Millisecond+s.upTo(time.Second), arrive)
			}
		}
		ask()
	}
	s.after(2*time.Second, arrive)
	s.run(60)

	require.Len(t, waits, 10)
	slices.Sort(waits)
	t.Log(waits)
	require.LessOrEqual(t, waits[4], 350*time.Millisecond, "median")
	require.LessOrEqual(t, waits[9], time.Second, "worst")
}
