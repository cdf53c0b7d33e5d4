package worker_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/cancelled"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// rowsOf enqueues n numbers as a run of an import does.
func (w *world) rowsOf(run string, n int) []string {
	w.T.Helper()
	var ids []string
	for i := range n {
		payload := fmt.Sprintf(`{"number":"ROW%06d","carrier":3011,"_source":%q}`, i, keyspace.SourceOf(run, int64(i)))
		ids = append(ids, w.Foreign("main-bulk", payload))
	}
	return ids
}

func (w *world) cancelRun(run string) {
	w.T.Helper()
	require.NoError(w.T, cancelled.NewRuns(w.Redis, "main").Add(w.T.Context(), run))
}

func TestNumbersOfACancelledRunLeaveTheQueueUncalled(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		rows := w.rowsOf("nightly@2026-11-24T02:00", 1200)
		others := w.good("main-bulk", 40)
		w.Work(w.defaults(w.main()))
		w.within(time.Minute, rows[:200]...)
		w.cancelRun("nightly@2026-11-24T02:00")
		w.pass(10 * time.Second)
		got := w.within(5*time.Second, append(rows, others...)...)
		w.requireAll(got, queue.Registered, others)
		counts := map[any]int{}
		for _, id := range rows {
			require.Len(w.T, got[id], 1, "each ended once")
			counts[got[id][0]["outcome"]]++
		}
		require.Equal(w.T, len(rows), counts[queue.Registered]+counts[queue.Cancelled])
		require.Greater(w.T, counts[queue.Cancelled], 700, "those in the queue, and those that waited for a call")
		w.gone(time.Minute, "main-bulk", rows...)
	})
}

func TestNumbersThatWaitOutAClosedGateAreLaidDown(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{
			Act: sandbox.Fail, Call: "register", Status: http.StatusTooManyRequests, RetryAfter: "120", Times: 1,
		}))
		rows, others := w.rowsOf("nightly@2026-11-24T02:00", 60), w.good("main-bulk", 20)
		w.Work(w.defaults(w.main()))
		w.pass(30 * time.Second)
		require.Empty(w.T, w.Outcomes("main"))
		w.cancelRun("nightly@2026-11-24T02:00")
		w.requireAll(w.within(5*time.Second, rows...), queue.Cancelled, rows)
		require.Len(w.T, w.Outcomes("main"), len(rows), "the others wait on")
		w.gone(10*time.Second, "main-bulk", rows...)
		w.pass(80 * time.Second)
		w.requireAll(w.within(15*time.Second, others...), queue.Registered, others)
	})
}
