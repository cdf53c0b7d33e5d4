package worker_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// failedNow are the ids in the failures record.
func (w *world) failedNow() []string {
	w.t.Helper()
	ids := []string{}
	for f, err := range queue.NewFailures(w.rdb, "main").All(w.t.Context(), queue.Filter{}) {
		require.NoError(w.t, err)
		ids = append(ids, f.ID)
	}
	return ids
}

func TestAMendedNumberClearsItsFailure(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		w.work(w.defaults(w.main()))
		failed := w.enqueue("main", `{"number":"SBX18010019-1","carrier":3011}`)
		w.within(time.Minute, failed...)
		require.Equal(w.t, []string{"register:3011:SBX18010019-1"}, w.failedNow())

		w.pass(time.Minute)
		mended := w.enqueue("main", `{"number":"GOOD000001","carrier":21051,"_mends":"register:3011:SBX18010019-1"}`)
		w.within(time.Minute, mended...)
		require.Empty(w.t, w.failedNow())
	})
}

// TestAnEntryThatWaitedLeavesANewerFailure: the number was tried once more, with other data, after
// it had been mended, and nobody has looked at that failure.
func TestAnEntryThatWaitedLeavesANewerFailure(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		const id = "register:3011:SBX18010019-1"
		w.work(w.defaults(w.main()))
		w.within(time.Minute, w.enqueue("main", `{"number":"SBX18010019-1","carrier":3011}`)...)
		mending, err := queue.ParseEntry([]byte(`{"number":"GOOD000001","carrier":21051,"_mends":"` + id + `"}`))
		require.NoError(w.t, err)
		waits, err := queue.NewProducer(w.rdb).Enqueue(w.t.Context(), mending, queue.ProcessIn(3*time.Minute))
		require.NoError(w.t, err)
		w.pass(time.Minute)
		w.within(time.Minute, w.enqueue("main", `{"number":"SBX18010019-1","carrier":3011,"tag":"again"}`)...)
		w.requireAll(w.within(5*time.Minute, waits.TaskID), "registered", []string{waits.TaskID})
		require.Equal(w.t, []string{id}, w.failedNow())
	})
}

// TestAMendingCannotClaimALaterTime: what an entry says of its time counts only where it is earlier
// than the time at which a worker took it.
func TestAMendingCannotClaimALaterTime(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		const id = "register:3011:SBX18010019-1"
		const forged = `{"number":"GOOD000001","carrier":21051,"_mends":"` + id + `","_mended_at":"2999-01-01T00:00:00Z"}`
		require.NoError(w.t, w.vendor.Script(sandbox.Fault{Call: "register", Act: sandbox.Fail, Status: http.StatusServiceUnavailable}))
		w.work(w.defaults(w.main()))
		taken := w.foreign("main-live", forged)
		w.pass(5 * time.Second)
		require.NoError(w.t, outlet.NewRecorder(w.rdb).Record(w.t.Context(), []queue.Outcome{{
			Task: "since", Account: "main", Op: queue.Register, Number: "SBX18010019-1", GivenCarrier: 3011, Outcome: queue.Rejected,
		}}))
		w.vendor.Clear()
		w.requireAll(w.within(time.Minute, taken), "registered", []string{taken})
		require.Equal(w.t, []string{id}, w.failedNow())
	})
}
