package worker_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
)

// TestARefusedCallIsMadeUpForAtOnce has the vendor refuse one call for its rate: it used up nothing
// there, so the next need not wait for a whole spacing.
func TestARefusedCallIsMadeUpForAtOnce(t *testing.T) {
	virtually(t, sandbox.Options{}, func(w *world) {
		ids := w.good("main-live", 200)
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{Call: "register", Times: 1, Act: sandbox.Fail, Status: http.StatusTooManyRequests}))
		w.Work(w.defaults(w.main()))
		w.requireAll(w.within(time.Minute, ids...), "registered", ids)
		var at []time.Time
		for _, c := range w.Vendor.Calls("a-key") {
			if c.Call == "register" {
				at = append(at, c.At)
			}
		}
		require.Len(w.T, at, 6)
		require.Less(w.T, at[1].Sub(at[0]), 100*time.Millisecond, "a spacing is 340 ms")
		require.Greater(w.T, at[2].Sub(at[1]), 300*time.Millisecond)
	})
}

// TestASlotThatGetquotaGivesBackIsTakenAtOnce has a number come while getquota, which has taken the
// slot, is about to be refused for its rate.
func TestASlotThatGetquotaGivesBackIsTakenAtOnce(t *testing.T) {
	virtually(t, sandbox.Options{}, func(w *world) {
		w.Work(w.defaults(w.main(func(a *worker.Account) { a.QuotaPoll = 10 * time.Second })))
		w.pass(5 * time.Second)
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{
			Call: "getquota", Times: 1, Act: sandbox.Fail, Status: http.StatusTooManyRequests, For: 200 * time.Millisecond,
		}))
		granted := func() int64 {
			state, err := w.gate().Read(w.T.Context())
			require.NoError(w.T, err)
			return state.Calls
		}
		for before := granted(); granted() == before; {
			w.pass(time.Millisecond)
		}
		asked := time.Now()
		id := w.good("main-live", 1)[0]
		w.requireAll(w.within(time.Second, id), "registered", []string{id})
		calls := w.Vendor.Calls("a-key")
		require.Equal(w.T, "register", calls[len(calls)-1].Call)
		require.Less(w.T, calls[len(calls)-1].At.Sub(asked), 290*time.Millisecond, "the slot after it is due 311 ms later")
	})
}
