package worker_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// stands is how main stands now.
func (w *world) stands() standing.Account {
	w.T.Helper()
	a, err := standing.ReadAccount(w.T.Context(), w.Redis, standing.Subject{Name: "main", Gate: gate.Options{RequestsPerSecond: 3, BatchSize: 40}})
	require.NoError(w.T, err)
	return a
}

// TestWhatWaitsInHandlersIsNotInFlight holds 400 numbers in handlers of an account that may not call:
// none of them is in flight, and all wait, live and bulk apart.
func TestWhatWaitsInHandlersIsNotInFlight(t *testing.T) {
	virtually(t, sandbox.Options{}, func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{Call: "register", Act: sandbox.Fail, Status: http.StatusUnauthorized}))
		w.good("main-live", 50)
		w.good("main-bulk", 350)
		w.Work(w.defaults(w.main()))
		w.pass(10 * time.Second)
		a := w.stands()
		require.Equal(w.T, "hold", a.Gate.State)
		require.EqualValues(w.T, 400, a.Active, "handlers hold them, which the field in_flight counts as ever")
		require.Equal(w.T, standing.Waiting{Live: 50, Bulk: 350, Paused: []string{"main-live", "main-bulk"}}, a.Waiting())
	})
}

// TestWhatIsInACallIsInFlight looks at an account whose calls take ten seconds as its only process is
// killed, and some seconds later: what was in the calls of the dead waits for another.
func TestWhatIsInACallIsInFlight(t *testing.T) {
	virtually(t, sandbox.Options{Service: sandbox.Span{Min: 10 * time.Second}}, func(w *world) {
		w.good("main-live", 5)
		w.good("main-bulk", 2000)
		begun := time.Now()
		w.workUntil(func(redistest.Moment, string) bool { return time.Since(begun) > 18*time.Second })
		a := w.stands()
		require.GreaterOrEqual(w.T, a.InCalls, int64(300))
		require.Less(w.T, a.InCalls, a.Active, "handlers hold more than is in calls")
		require.EqualValues(w.T, a.Queued+a.Active, a.WaitingLive+a.WaitingBulk+a.InCalls)
		require.EqualValues(w.T, a.InCalls, a.Waiting().InFlight)

		w.pass(6 * time.Second)
		a = w.stands()
		require.Positive(w.T, a.Active, "asynq has not noticed yet")
		require.Zero(w.T, a.InCalls)
		require.EqualValues(w.T, a.Queued+a.Active, a.WaitingLive+a.WaitingBulk)
	})
}

// TestASecondLookIsNotNeededToTellTheSpeed reads but once how fast an account is, while it works and
// when it has done so.
func TestASecondLookIsNotNeededToTellTheSpeed(t *testing.T) {
	virtually(t, sandbox.Options{}, func(w *world) {
		w.good("main-bulk", 3000)
		w.Work(w.defaults(w.main()))
		w.pass(20 * time.Second)
		var once standing.Meters
		speed := once.Note(w.stands())
		require.NotNil(w.T, speed)
		require.InDelta(w.T, 118, speed.Rate, 10)
		require.NotNil(w.T, speed.ETA)
		w.pass(50 * time.Second)
		var later standing.Meters
		speed = later.Note(w.stands())
		require.NotNil(w.T, speed)
		require.Zero(w.T, speed.Rate)
	})
}

// TestCallsThatGoWellAreForDebuggingWhereThatIsAskedFor reads the log of a worker on a terminal.
func TestCallsThatGoWellAreForDebuggingWhereThatIsAskedFor(t *testing.T) {
	virtually(t, sandbox.Options{}, func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{Call: "register", Times: 1, Act: sandbox.Fail, Status: http.StatusInternalServerError}))
		ids := w.good("main-bulk", 200)
		var log bytes.Buffer
		o := w.defaults(w.main())
		o.QuietCalls, o.Log = true, zerolog.New(zerolog.SyncWriter(&log))
		stop := w.Work(o)
		w.requireAll(w.within(time.Minute, ids...), "registered", ids)
		stop()
		levels := map[string]int{}
		for line := range strings.Lines(log.String()) {
			var one struct{ Level, Message string }
			require.NoError(w.T, json.Unmarshal([]byte(line), &one))
			if one.Message == "call" {
				levels[one.Level]++
			}
		}
		require.Equal(w.T, map[string]int{"debug": 5, "warn": 1}, levels)
	})
}
