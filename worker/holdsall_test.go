package worker_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
	"github.com/trackreg/trackreg/worker"
)

// TestANumberForWhichTheAccountIsRefusedKeepsNobodyOut has something on the way answer 403 to each call
// that holds a certain number, so that the account is held for it.
func TestANumberForWhichTheAccountIsRefusedKeepsNobodyOut(t *testing.T) {
	long(t)
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{
			Act: sandbox.Raw, Call: "register", Number: "BAD12345678", Status: http.StatusForbidden, Body: `{"message":"Forbidden"}`,
		}))
		bad := w.Foreign("main-bulk", `{"number":"BAD12345678"}`)
		ids := w.good("main-bulk", 3)
		o := w.defaults(w.main(func(a *worker.Account) { a.BatchSize = 2 }))
		o.RequestsInFlight = 1
		w.Work(o)
		w.requireAll(w.within(10*time.Minute, ids...), "registered", ids)
		require.Empty(w.T, w.Outcomes("main")[bad])
	})
}
