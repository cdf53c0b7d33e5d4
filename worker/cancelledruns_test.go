package worker_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/cancelled"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// rowsOf enqueues n numbers as a run of an import does.
func (w *world) rowsOf(run string, n int) []string {
	w.T.Helper()
	producer := queue.NewProducer(w.Redis, queue.Account("main"), queue.Bulk())
	var ids []string
	for i := range n {
		entry, err := queue.ParseEntry(fmt.Appendf(nil, `{"number":"ROW%06d","carrier":3011}`, i))
		require.NoError(w.T, err)
		entry, err = entry.From(keyspace.SourceOf(run, int64(i)), nil)
		require.NoError(w.T, err)
		receipt, err := producer.Enqueue(w.T.Context(), entry)
		require.NoError(w.T, err)
		ids = append(ids, receipt.TaskID)
	}
	return ids
}

// TestNobodyElseSpeaksForAnImportsRow has a plain client enqueue other numbers as the rows of a run:
// under ids of its own, and under the very id of a row in the other queue.
func TestNobodyElseSpeaksForAnImportsRow(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		const run = "nightly@2026-11-24T02:00"
		rows := w.rowsOf(run, 2)
		forged := []string{
			w.Foreign("main-bulk", `{"number":"SBX18010012A","_source":"`+keyspace.SourceOf(run, 0)+`"}`),
			w.Foreign("main-live", `{"number":"SBX18010012B","_source":"`+keyspace.SourceOf(run, 1)+`"}`, asynq.TaskID(rows[1]+"x")),
			w.Foreign("main-live", `{"number":"SBX18010012C","_source":"`+keyspace.SourceOf(run, 1)+`","x":"\ud800"}`),
		}
		plain := w.Foreign("main-live", `{"number":"GOOD000001","carrier":3011,"_source":"shop#1"}`)
		w.Work(w.defaults(w.main()))
		got := w.within(time.Minute, append(append(forged, plain), rows...)...)
		w.requireAll(got, queue.Registered, append(rows, plain))
		for _, id := range forged {
			require.Equal(w.T, queue.Rejected, got[id][0]["outcome"])
			require.Empty(w.T, got[id][0]["source"], "its outcome names no row")
		}
		require.Contains(w.T, got[forged[0]][0]["message"], "names a row of an import")
		require.Equal(w.T, "shop#1", got[plain][0]["source"])
	})
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
