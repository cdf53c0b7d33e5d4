package worker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func (w *world) status() string {
	w.T.Helper()
	state, err := w.gate().Read(w.T.Context())
	require.NoError(w.T, err)
	return state.Status()
}

func TestAPauseEndedOnAnIdleAccountIsEnded(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		w.Work(w.defaults(w.main()))
		w.pass(5 * time.Second)
		_, err := w.gate().Pause(w.T.Context(), "maintenance")
		require.NoError(w.T, err)
		w.pass(2 * time.Minute)
		require.Equal(w.T, "paused", w.status())
		_, err = w.gate().Resume(w.T.Context())
		require.NoError(w.T, err)
		w.pass(10 * time.Second)
		require.Equal(w.T, "open", w.status())
		require.False(w.T, w.paused("main-live"))
		require.Equal(w.T, "account.resumed", w.newestEvent())
	})
}

func TestAKeyMendedOnAnIdleAccountIsSeenToBeMended(t *testing.T) {
	o := sandbox.DefaultOptions()
	o.Keys = []string{"the-new-key"}
	virtually(t, o, func(w *world) {
		w.Work(w.defaults(w.main()))
		w.pass(30 * time.Second)
		require.Equal(w.T, "held", w.status())
		w.changeKey("the-new-key")
		w.pass(10 * time.Second)
		require.Equal(w.T, "open", w.status())
	})
}

// What was mended at 17TRACK, where nothing tells of it, shows at the next probe.
func TestAHoldOfAnIdleAccountThatWasMendedElsewhereEnds(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{Name: "disabled", Act: sandbox.Fail, Code: track17.CodeAccountDisabled}))
		w.Work(w.defaults(w.main()))
		w.pass(5 * time.Minute)
		require.NotEqual(w.T, "open", w.status())
		require.LessOrEqual(w.T, w.Vendor.Summary("a-key").Calls, int64(4), "the waits grow")
		w.Vendor.Clear("disabled")
		w.pass(5 * time.Minute)
		require.Equal(w.T, "open", w.status())
	})
}

// getquota passes while register does not: the numbers' own calls are the probes as long as they wait.
func TestAHoldThatGetquotaDoesNotMeetStaysWhileNumbersWait(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{
			Name: "disabled", Act: sandbox.Fail, Call: "register", Code: track17.CodeAccountDisabled,
		}))
		ids := w.good("main-bulk", 10)
		w.Work(w.defaults(w.main()))
		for range 50 {
			w.pass(10 * time.Second)
			require.NotEqual(w.T, "open", w.status())
		}
		require.LessOrEqual(w.T, w.Vendor.Summary("a-key").ByCall["register"], 5, "the waits grow")
		w.Vendor.Clear("disabled")
		w.requireAll(w.within(10*time.Minute, ids...), "registered", ids)
	})
}

// newestEvent names what last happened to the account.
func (w *world) newestEvent() string {
	w.T.Helper()
	entries, err := w.Redis.XRevRangeN(w.T.Context(), "trackreg:{main}:events", "+", "-", 1).Result()
	require.NoError(w.T, err)
	require.NotEmpty(w.T, entries)
	name, _ := entries[0].Values["event"].(string)
	return name
}
