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
		asked := func(key string) int { return w.vendor.Summary(key).ByCall["getquota"] }
		w.work(w.defaults(w.main()))
		w.pass(5 * time.Second)
		require.EqualValues(w.t, 1, asked("a-key"))
		w.work(w.defaults(w.main()))
		w.pass(5 * time.Second)
		require.EqualValues(w.t, 1, asked("a-key"), "it was read seconds ago")

		w.key = "another-key"
		w.work(w.defaults(w.main()))
		w.pass(5 * time.Second)
		require.EqualValues(w.t, 1, asked("another-key"), "nobody has tried this key")
		w.pass(time.Minute)
		w.work(w.defaults(w.main()))
		w.pass(5 * time.Second)
		require.EqualValues(w.t, 2, asked("another-key"), "that was over a minute ago")

		kept, err := w.rdb.HGetAll(w.t.Context(), "trackreg:{main}:gate").Result()
		require.NoError(w.t, err)
		for field, value := range kept {
			require.NotContains(w.t, value, "key", field)
		}
	})
}

// TestProcessesThatStartTogetherAskForTheQuotaOnce has none of them wait for another's answer.
func TestProcessesThatStartTogetherAskForTheQuotaOnce(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		for range 4 {
			w.work(w.defaults(w.main()))
		}
		w.pass(5 * time.Second)
		require.EqualValues(w.t, 1, w.vendor.Summary("a-key").ByCall["getquota"])
	})
}
