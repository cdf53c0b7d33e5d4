package queue_test

import (
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

// TestWithdrawnTasksAreGoneAsIfDeletedByAsynq holds it to what asynq itself makes of the rest.
func TestWithdrawnTasksAreGoneAsIfDeletedByAsynq(t *testing.T) {
	backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		client, inspector := asynq.NewClientFromRedisClient(rdb), asynq.NewInspectorFromRedisClient(rdb)
		put := func(id string, opts ...asynq.Option) {
			opts = append(opts, asynq.Queue("main-bulk"), asynq.TaskID(id))
			_, err := client.Enqueue(asynq.NewTask("tracking:register", []byte(id)), opts...)
			require.NoError(t, err)
		}
		for _, id := range []string{"a", "b", "c", "d"} {
			put(id)
		}
		put("unique", asynq.Unique(time.Hour))
		put("scheduled", asynq.ProcessIn(time.Hour))

		gone, err := queue.Withdraw(t.Context(), rdb, "main-bulk", []string{"b", "unique", "scheduled", "nowhere", "d"})
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"b", "d", "unique"}, gone)

		pending, err := inspector.ListPendingTasks("main-bulk")
		require.NoError(t, err)
		require.Len(t, pending, 2)
		require.Equal(t, "a", pending[0].ID, "the others keep their order")
		require.Equal(t, "c", pending[1].ID)
		for _, id := range gone {
			_, err := inspector.GetTaskInfo("main-bulk", id)
			require.ErrorIs(t, err, asynq.ErrTaskNotFound)
		}
		require.NoError(t, inspector.DeleteTask("main-bulk", "scheduled"), "which was left alone")
		put("unique", asynq.Unique(time.Hour))
		require.NoError(t, inspector.DeleteTask("main-bulk", "unique"))
		require.NoError(t, inspector.DeleteTask("main-bulk", "a"))
		require.NoError(t, inspector.DeleteTask("main-bulk", "c"))
		require.Empty(t, rdb.Keys(t.Context(), "asynq:{main-bulk}:*").Val())

		gone, err = queue.Withdraw(t.Context(), rdb, "main-bulk", nil)
		require.NoError(t, err)
		require.Empty(t, gone)
	})
}
