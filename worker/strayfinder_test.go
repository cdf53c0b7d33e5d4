package worker_test

import (
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/strays"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// stray leaves a pending task as a crash does between two commands: active, with no lease.
func (w *world) stray(q, id string) {
	w.T.Helper()
	ctx := w.T.Context()
	require.EqualValues(w.T, 1, w.Redis.LRem(ctx, "asynq:{"+q+"}:pending", 0, id).Val())
	require.NoError(w.T, w.Redis.LPush(ctx, "asynq:{"+q+"}:active", id).Err())
	require.NoError(w.T, w.Redis.HSet(ctx, "asynq:{"+q+"}:t:"+id, "state", "active").Err())
}

// TestATaskThatStaysActiveWithoutALeaseIsDoneAllTheSame (hibiken/asynq#1144, #1051).
func TestATaskThatStaysActiveWithoutALeaseIsDoneAllTheSame(t *testing.T) {
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		plain := w.Foreign("main-live", w.Number())
		row := w.rowsOf("nightly@2026-11-24T02:00", 1)[0]
		w.stray("main-live", plain)
		w.stray("main-bulk", row)
		others := w.good("main-live", 3)
		w.Work(w.defaults(w.main()))
		w.requireAll(w.within(20*time.Second, others...), queue.Registered, others)
		w.pass(50 * time.Second)
		require.Empty(w.T, w.Outcomes("main")["again:"+plain], "not before two lease times are over")

		got := w.within(2*time.Minute, "again:"+plain, "again:"+row)
		require.Equal(w.T, queue.Registered, got["again:"+plain][0]["outcome"])
		require.Equal(w.T, "nightly@2026-11-24T02:00#0", got["again:"+row][0]["source"], "it still is the row's")

		w.pass(3 * time.Minute)
		require.Len(w.T, w.Outcomes("main")["again:"+plain], 1, "once")
		all, err := strays.NewRecord(w.Redis, "main").All(w.T.Context())
		require.NoError(w.T, err)
		require.Len(w.T, all, 2)
		require.Equal(w.T, strays.Stray{Task: plain, Queue: "main-live", Since: all[0].Since, Again: "again:" + plain}, all[0])

		require.NoError(w.T, w.Redis.Del(w.T.Context(), "asynq:{main-live}:active", "asynq:{main-bulk}:active").Err())
		w.pass(time.Minute + 5*time.Second)
		all, err = strays.NewRecord(w.Redis, "main").All(w.T.Context())
		require.NoError(w.T, err)
		require.Empty(w.T, all, "a hand has removed them")
	})
}

// TestTheSameTaskStrayInTwoQueuesIsQueuedAnewOnceInEach: ids are a queue's own.
func TestTheSameTaskStrayInTwoQueuesIsQueuedAnewOnceInEach(t *testing.T) {
	long(t)
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		for _, q := range []string{"main-live", "main-bulk"} {
			w.Foreign(q, w.Number(), asynq.TaskID("same"))
			w.stray(q, "same")
			// One from before that has ended is in nobody's way.
			before := w.Foreign(q, `{"number":"SBX18010012-1"}`, asynq.TaskID("again:same"), asynq.ProcessIn(time.Hour))
			require.NoError(w.T, asynq.NewInspectorFromRedisClient(w.Redis).ArchiveTask(q, before))
		}
		w.Work(w.defaults(w.main()))
		w.pass(5 * time.Minute)
		got := w.Outcomes("main")["again:same"]
		require.Len(w.T, got, 2, "once in each queue")
		for _, o := range got {
			require.Equal(w.T, queue.Registered, o["outcome"])
		}
	})
}

// TestTasksInHandAreNoStrays has numbers wait in their handlers for longer than any lease.
func TestTasksInHandAreNoStrays(t *testing.T) {
	long(t)
	virtually(t, sandbox.DefaultOptions(), func(w *world) {
		require.NoError(w.T, w.Vendor.Script(sandbox.Fault{Act: sandbox.Fail, Call: "register", Status: 429, RetryAfter: "600", Times: 1}))
		ids := w.good("main-live", 100)
		w.Work(w.defaults(w.main()))
		w.pass(9 * time.Minute)
		all, err := strays.NewRecord(w.Redis, "main").All(w.T.Context())
		require.NoError(w.T, err)
		require.Empty(w.T, all)
		w.requireAll(w.within(5*time.Minute, ids...), queue.Registered, ids)
	})
}
