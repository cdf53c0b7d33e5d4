package queue_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet/outlettest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestEventsComeBackNewestFirst(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		events := queue.NewEvents(rdb)
		held := queue.Event{Account: "main", Name: queue.AccountHeld, Message: "key refused", Details: map[string]string{"code": "-18010002"}, At: outlettest.Noon}
		require.NoError(t, events.Emit(ctx, held))
		require.NoError(t, events.Emit(ctx, queue.Event{Account: "main", Name: queue.AccountResumed}))

		got, err := events.Newest(ctx, "main", 10)
		require.NoError(t, err)
		require.Len(t, got, 2)
		require.Equal(t, queue.AccountResumed, got[0].Name)
		require.False(t, got[0].At.IsZero(), "the time is filled in")
		held.ID = got[1].ID
		require.Equal(t, held, got[1])
	})
}

func TestEventsKeepTheNewest(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
			for range 10_000 {
				pipe.XAdd(ctx, &redis.XAddArgs{Stream: "trackreg:{main}:events", Values: []any{"event", "old"}})
			}
			return nil
		})
		require.NoError(t, err)
		require.NoError(t, queue.NewEvents(rdb).Emit(ctx, queue.Event{Account: "main", Name: queue.QuotaLow}))
		require.EqualValues(t, 10_000, rdb.XLen(ctx, "trackreg:{main}:events").Val())
	})
}
