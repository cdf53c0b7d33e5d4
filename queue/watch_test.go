package queue_test

import (
	"context"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet/outlettest"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/streams"
	"github.com/trackreg/trackreg/queue"
)

func next(t *testing.T, w *queue.Watch) []string {
	t.Helper()
	batch, err := w.Next(t.Context())
	require.NoError(t, err)
	refs := make([]string, len(batch))
	for i, d := range batch {
		refs[i] = d.Ref
	}
	return refs
}

func TestWatchSeesWhatComesWhileItIsOpen(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		outlettest.Record(t, rdb, "before")
		w, err := queue.OpenWatch(ctx, rdb, "main")
		require.NoError(t, err)
		require.Empty(t, next(t, w))
		outlettest.Record(t, rdb, "1", "2")
		require.Equal(t, []string{"1", "2"}, next(t, w))
		outlettest.Record(t, rdb, "3")
		require.Equal(t, []string{"3"}, next(t, w))

		require.NoError(t, w.Close(ctx))
		groups, err := rdb.XInfoGroups(ctx, "trackreg:{main}:out").Result()
		require.NoError(t, err)
		require.Empty(t, groups)
		require.Zero(t, rdb.Exists(ctx, "trackreg:{main}:watches").Val(), "nothing is left behind")
	})
}

func TestWatchGoesOnWithoutItsGroup(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.RequireReal(t).Client()
	w, err := queue.OpenWatch(ctx, rdb, "main")
	require.NoError(t, err)
	outlettest.Record(t, rdb, "1")
	require.Equal(t, []string{"1"}, next(t, w))
	groups, err := rdb.XInfoGroups(ctx, "trackreg:{main}:out").Result()
	require.NoError(t, err)
	require.NoError(t, rdb.XGroupDestroy(ctx, "trackreg:{main}:out", groups[0].Name).Err())
	outlettest.Record(t, rdb, "2")
	require.Equal(t, []string{"2"}, next(t, w))
	outlettest.Record(t, rdb, "3")
	require.Equal(t, []string{"3"}, next(t, w))
	groups, err = rdb.XInfoGroups(ctx, "trackreg:{main}:out").Result()
	require.NoError(t, err)
	require.Len(t, groups, 1, "it is made anew")
}

func TestWatchesOfKilledProcessesAreSwept(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		killed, err := queue.OpenWatch(ctx, rdb, "main")
		require.NoError(t, err)
		alive, err := queue.OpenWatch(ctx, rdb, "main")
		require.NoError(t, err)
		members, err := rdb.ZRange(ctx, "trackreg:{main}:watches", 0, -1).Result()
		require.NoError(t, err)
		require.Len(t, members, 2)
		require.NoError(t, killed.Close(ctx))
		groups, err := rdb.XInfoGroups(ctx, "trackreg:{main}:out").Result()
		require.NoError(t, err)
		require.Len(t, groups, 1)

		require.NoError(t, streams.SweepWatches(ctx, rdb, "main"))
		require.Equal(t, int64(1), rdb.ZCard(ctx, "trackreg:{main}:watches").Val(), "one that beats stays")
		require.NoError(t, rdb.ZAdd(ctx, "trackreg:{main}:watches", redis.Z{Score: 1, Member: groups[0].Name}).Err())
		require.NoError(t, streams.SweepWatches(ctx, rdb, "main"))
		groups, err = rdb.XInfoGroups(ctx, "trackreg:{main}:out").Result()
		require.NoError(t, err)
		require.Empty(t, groups, "one that has been silent goes")
		require.NoError(t, alive.Close(ctx), "and its own close is no error")
	})
}

func TestWatchEndsWithItsContext(t *testing.T) {
	w, err := queue.OpenWatch(t.Context(), redistest.Embedded(t), "main")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = w.Next(ctx)
	require.ErrorIs(t, err, context.Canceled)
}
