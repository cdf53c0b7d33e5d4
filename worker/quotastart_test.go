package worker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// TestAProcessThatStartsAsksForTheQuotaOnlyIfNobodyHasJustReadIt has processes of one account start
// one after another: a reading costs a slot in which 40 numbers could have gone.
func TestAProcessThatStartsAsksForTheQuotaOnlyIfNobodyHasJustReadIt(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		asked := func(key string) int { return w.Vendor.Summary(key).ByCall["getquota"] }
		w.Work(w.defaults(w.main()))
		w.pass(5 * time.Second)
		require.EqualValues(w.T, 1, asked("a-key"))
		w.Work(w.defaults(w.main()))
		w.pass(5 * time.Second)
		require.EqualValues(w.T, 1, asked("a-key"), "it was read seconds ago")

		w.changeKey("another-key")
		w.Work(w.defaults(w.main()))
		w.pass(5 * time.Second)
		require.EqualValues(w.T, 1, asked("another-key"), "nobody has tried this key")
		w.pass(time.Minute)
		w.Work(w.defaults(w.main()))
		w.pass(5 * time.Second)
		require.EqualValues(w.T, 2, asked("another-key"), "that was over a minute ago")

		kept, err := w.Redis.HGetAll(w.T.Context(), "trackreg:{main}:gate").Result()
		require.NoError(w.T, err)
		for field, value := range kept {
			require.NotContains(w.T, value, "key", field)
		}
	})
}

// TestProcessesThatStartTogetherAskForTheQuotaOnce has none of them wait for another's answer.
func TestProcessesThatStartTogetherAskForTheQuotaOnce(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		for range 4 {
			w.Work(w.defaults(w.main()))
		}
		w.pass(5 * time.Second)
		require.EqualValues(w.T, 1, w.Vendor.Summary("a-key").ByCall["getquota"])
	})
}
