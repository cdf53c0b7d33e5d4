package queue_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet/outlettest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestBeginHasNothingMissedFromThenOn(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		outlettest.Record(t, rdb, "old")
		o := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{Start: "$"})
		require.NoError(t, o.Begin(ctx))
		outlettest.Record(t, rdb, "1")
		require.NoError(t, o.Begin(ctx), "a repeat moves nothing")
		require.NoError(t, rdb.XGroupDestroy(ctx, "trackreg:{main}:out", "shop").Err())
		follow(t, o, "1")
	})
}
