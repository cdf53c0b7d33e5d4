package queue_test

import (
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// asynq's own Inspector is the witness that the keys are the right ones.
func TestReadCountsCountsAsAsynqDoes(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		client, inspector := asynq.NewClientFromRedisClient(rdb), asynq.NewInspectorFromRedisClient(rdb)
		add := func(id string, opts ...asynq.Option) {
			_, err := client.EnqueueContext(ctx, asynq.NewTask("tracking:register", nil), append(opts, asynq.Queue("main-live"), asynq.TaskID(id))...)
			require.NoError(t, err)
		}
		for _, id := range []string{"a", "b", "c"} {
			add(id)
		}
		add("later", asynq.ProcessIn(time.Hour))
		require.NoError(t, inspector.ArchiveTask("main-live", "a"))
		require.NoError(t, inspector.PauseQueue("main-live"))

		counts, err := queue.ReadCounts(ctx, rdb, "main-live", "main-bulk")
		require.NoError(t, err)
		require.Equal(t, []queue.Counts{
			{Queue: "main-live", Pending: 2, Scheduled: 1, Archived: 1, Paused: true},
			{Queue: "main-bulk"},
		}, counts)
	})
}
