package gate_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/batching"
)

// Ten live numbers one by one in one of four processes, all of which have a bulk backlog.
func TestLiveBehindABulkBacklog(t *testing.T) {
	var waits []time.Duration
	synctest.Test(t, func(t *testing.T) {
		w := newWay(link{processes: 4, late: 2 * time.Millisecond, vendor: sliding}, 3)
		w.serve(t, func(processes []*batching.Batcher[int, bool]) {
			bulk := w.backlog(t, processes, 80)
			time.Sleep(2 * time.Second)
			for i := range 10 {
				since := time.Now()
				w.do(t, processes[0], live)
				waits = append(waits, w.live[i].Sub(since))
				time.Sleep(300*time.Millisecond + w.upTo(time.Second))
			}
			w.mu.Lock()
			require.Less(t, len(w.answers), 85, "there was bulk before them all the while")
			w.mu.Unlock()
			bulk.Wait()
		})
	})
	require.Len(t, waits, 10)
	slices.Sort(waits)
	t.Log(waits)
	require.LessOrEqual(t, waits[4], 350*time.Millisecond, "median")
	require.LessOrEqual(t, waits[9], time.Second, "worst")
}
