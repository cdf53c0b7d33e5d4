package streams_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet/outlettest"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/streams"
	"github.com/trackreg/trackreg/queue"
)

func TestLagCountsWhatIsNotAcknowledged(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		lag := func() streams.Lag {
			l, err := streams.ReadLag(ctx, rdb, "main", "shop")
			require.NoError(t, err)
			return l
		}
		require.Zero(t, lag(), "no stream")
		outlettest.Record(t, rdb, "1", "2", "3", "4")
		require.Zero(t, lag(), "no group")

		o := queue.NewOutcomes(rdb, "main", "shop", queue.FollowOptions{Batch: 2})
		require.NoError(t, o.Begin(ctx))
		require.EqualValues(t, 4, lag().Outcomes)
		first := lag().Oldest
		require.False(t, first.IsZero())
		require.Error(t, o.Follow(ctx, func(context.Context, []queue.Delivery) error { return errors.New("killed") }))
		require.EqualValues(t, 4, lag().Outcomes, "two of them are delivered")
		require.Equal(t, first, lag().Oldest)

		follow(t, o, "1", "2", "3", "4")
		require.Zero(t, lag())
	})
}

func TestLagsAreOfAllGroupsButWatches(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		lags, err := streams.ReadLags(ctx, rdb, "main")
		require.NoError(t, err)
		require.Empty(t, lags, "no stream")
		for _, name := range []string{"webhook", "shop"} {
			require.NoError(t, queue.NewOutcomes(rdb, "main", name, queue.FollowOptions{}).Begin(ctx))
		}
		watch, err := queue.OpenWatch(ctx, rdb, "main")
		require.NoError(t, err)
		outlettest.Record(t, rdb, "1", "2")
		lags, err = streams.ReadLags(ctx, rdb, "main")
		require.NoError(t, err)
		require.Len(t, lags, 2)
		require.Equal(t, "shop", lags[0].Group)
		require.Equal(t, "webhook", lags[1].Group)
		require.EqualValues(t, 2, lags[0].Outcomes)
		require.NoError(t, watch.Close(ctx))
	})
}

// TestLagLeavesOutWhatIsKeptAlthoughAcknowledged, also where Redis cannot tell how much that is: of a
// group that begins at an entry, and on the embedded server.
func TestLagLeavesOutWhatIsKeptAlthoughAcknowledged(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		outlettest.Record(t, rdb, "1", "2", "3", "4", "5")
		out := keyspace.Account("main").Out()
		all, err := rdb.XRange(ctx, out, "-", "+").Result()
		require.NoError(t, err)
		require.NoError(t, rdb.XGroupCreate(ctx, out, "shop", all[2].ID).Err())
		lag, err := streams.ReadLag(ctx, rdb, "main", "shop")
		require.NoError(t, err)
		require.EqualValues(t, 2, lag.Outcomes)
	})
}

func TestInletLagCountsWhatIsNotSettled(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		in := keyspace.Account("main").In()
		lag := func() streams.Lag {
			l, err := streams.ReadInletLag(ctx, rdb, "main")
			require.NoError(t, err)
			return l
		}
		require.Zero(t, lag(), "no stream")
		require.NoError(t, rdb.XGroupCreateMkStream(ctx, in, keyspace.InletGroup, "0").Err())
		for _, number := range []string{"AB123456", "AB123457"} {
			require.NoError(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: in, Values: []any{"number", number}}).Err())
		}
		require.EqualValues(t, 2, lag().Outcomes)
		require.False(t, lag().Oldest.IsZero())
	})
}

// TestHowFarAnInletIsBehindReadsNoEntry has one of 40 MiB wait.
func TestHowFarAnInletIsBehindReadsNoEntry(t *testing.T) {
	ctx := t.Context()
	rdb, err := redisconn.Open(redisconn.Options{URL: redistest.RequireReal(t).URL})
	require.NoError(t, err)
	t.Cleanup(func() { _ = rdb.Close() })
	require.NoError(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: "trackreg:{main}:in", Values: []any{"payload", strings.Repeat("x", 40<<20)}}).Err())
	require.NoError(t, rdb.XGroupCreate(ctx, "trackreg:{main}:in", "trackreg", "0").Err())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	lag, err := streams.ReadInletLag(ctx, rdb, "main")
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.EqualValues(t, 1, lag.Outcomes)
	require.False(t, lag.Oldest.IsZero())
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}
