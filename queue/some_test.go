package queue_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestSomeFailuresComeLookByLook(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.RequireReal(t).Client()
	fail(t, rdb, 3000)
	failures := queue.NewFailures(rdb, "main")
	seen := map[string]bool{}
	looks := 0
	for from := uint64(0); ; looks++ {
		some, err := failures.Some(ctx, queue.Filter{Class: queue.Retryable}, from, 50)
		require.NoError(t, err)
		require.False(t, some.Cut)
		require.Less(t, len(some.Failures), 300)
		for _, f := range some.Failures {
			require.Equal(t, queue.Retryable, f.Class)
			seen[f.ID] = true
		}
		if from = some.Next; from == 0 {
			break
		}
	}
	require.Len(t, seen, 1000)
	require.Greater(t, looks, 5)
}

func TestSomeFailuresAreBounded(t *testing.T) {
	rdb := redistest.Embedded(t) // which hands out all at once
	fail(t, rdb, 3000)
	some, err := queue.NewFailures(rdb, "main").Some(t.Context(), queue.Filter{}, 0, 50)
	require.NoError(t, err)
	require.Len(t, some.Failures, 500)
	require.True(t, some.Cut)
}

func TestTheseAreRetriedAndDropped(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		fail(t, rdb, 30)
		failures := queue.NewFailures(rdb, "main")
		ids := []string{"register:3011:RR000000001CN", "register:3011:RR000000003CN", "register:3011:RR000000001CN", "register:0:NONE"}
		tally, err := failures.RetryThese(ctx, ids, nil)
		require.NoError(t, err)
		require.Equal(t, queue.Tally{Enqueued: 2}, tally)
		n, err := failures.DropThese(ctx, ids)
		require.NoError(t, err)
		require.Equal(t, 2, n)
		left, err := failures.Get(ctx, append(ids, "register:3011:RR000000002CN")...)
		require.NoError(t, err)
		require.Len(t, left, 1)
		n, err = failures.DropThese(ctx, nil)
		require.NoError(t, err)
		require.Zero(t, n, "none is not all")
	})
}
