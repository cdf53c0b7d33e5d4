package worker_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
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
