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
	w.T.Helper()
	ids := []string{}
	for f, err := range queue.NewFailures(w.Redis, "main").All(w.T.Context(), queue.Filter{}) {
		require.NoError(w.T, err)
		ids = append(ids, f.ID)
	}
	return ids
}

func TestAMendedNumberClearsItsFailure(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		w.Work(w.defaults(w.main()))
		failed := w.Enqueue("main", `{"number":"SBX18010019-1","carrier":3011}`)
		w.within(time.Minute, failed...)
		require.Equal(w.T, []string{"register:3011:SBX18010019-1"}, w.failedNow())

		w.pass(time.Minute)
		mended := w.Enqueue("main", `{"number":"GOOD000001","carrier":21051,"_mends":"register:3011:SBX18010019-1"}`)
		w.within(time.Minute, mended...)
		require.Empty(w.T, w.failedNow())
	})
}

// TestAnEntryThatWaitedLeavesANewerFailure: the number was tried once more, with other data, after
// it had been mended, and nobody has looked at that failure.
func TestAnEntryThatWaitedLeavesANewerFailure(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		const id = "register:3011:SBX18010019-1"
		w.Work(w.defaults(w.main()))
		w.within(time.Minute, w.Enqueue("main", `{"number":"SBX18010019-1","carrier":3011}`)...)
		mending, err := queue.ParseEntry([]byte(`{"number":"GOOD000001","carrier":21051,"_mends":"` + id + `"}`))
		require.NoError(w.T, err)
		waits, err := queue.NewProducer(w.Redis).Enqueue(w.T.Context(), mending, queue.ProcessIn(3*time.Minute))
		require.NoError(w.T, err)
		w.pass(time.Minute)
		w.within(time.Minute, w.Enqueue("main", `{"number":"SBX18010019-1","carrier":3011,"tag":"again"}`)...)
		w.requireAll(w.within(5*time.Minute, waits.TaskID), "registered", []string{waits.TaskID})
		require.Equal(w.T, []string{id}, w.failedNow())
	})
}

// TestAMendingCannotClaimALaterTime: what an entry says of its time counts only where it is earlier
// than the time at which a worker took it.
func TestAMendingCannotClaimALaterTime(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		const id = "register:3011:SBX18010019-1"
		const forged = `{"number":"GOOD000001","carrier":21051,"_mends":"` + id + `","_mended_at":"2999-01-01T00:00:00Z"}`
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{Call: "register", Act: sandbox.Fail, Status: http.StatusServiceUnavailable}))
		w.Work(w.defaults(w.main()))
		taken := w.Foreign("main-live", forged)
		w.pass(5 * time.Second)
		require.NoError(w.T, outlet.NewRecorder(w.Redis).Record(w.T.Context(), []queue.Outcome{{
			Task: "since", Account: "main", Op: queue.Register, Number: "SBX18010019-1", GivenCarrier: 3011, Outcome: queue.Rejected,
		}}))
		w.Vendor.Clear()
		w.requireAll(w.within(time.Minute, taken), "registered", []string{taken})
		require.Equal(w.T, []string{id}, w.failedNow())
	})
}
