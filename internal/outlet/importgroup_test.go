package outlet_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/streams"
	"github.com/trackreg/trackreg/queue"
)

func groupNames(t *testing.T, rdb redis.UniversalClient) []string {
	t.Helper()
	groups, err := rdb.XInfoGroups(t.Context(), "trackreg:{main}:out").Result()
	require.NoError(t, err)
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = g.Name
	}
	return names
}

// TestAnImportHoldsOutcomesOnlyWhileItIsAlive has the trimmer keep what a run has yet to read,
// and nothing for one that was not heard of for days.
func TestAnImportHoldsOutcomesOnlyWhileItIsAlive(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		require.NoError(t, streams.BeatImport(ctx, rdb, "main", "nightly"))
		require.NoError(t, queue.NewOutcomes(rdb, "main", "import-nightly", queue.FollowOptions{Start: "$"}).Begin(ctx))
		fill(t, rdb, 10_050)
		trimmer := outlet.NewTrimmer(rdb, "main", 1_000_000, 0)
		require.Zero(t, trim(t, trimmer), "it has yet to read them")

		now, err := rdb.Time(ctx).Result()
		require.NoError(t, err)
		seen := func(daysAgo int) {
			at := float64(now.AddDate(0, 0, -daysAgo).Unix())
			require.NoError(t, rdb.ZAdd(ctx, "trackreg:{main}:import-groups", redis.Z{Score: at, Member: "import-nightly"}).Err())
		}
		seen(3)
		require.Zero(t, trim(t, trimmer), "a weekend is no death")
		seen(5)
		require.EqualValues(t, 50, trim(t, trimmer))
		require.Empty(t, groupNames(t, rdb))

		require.NoError(t, streams.EndImport(ctx, rdb, "main", "nightly"), "ending it again is safe")
	})
}

func TestAnImportTakesNoOutcomesFromThoseWhoReadWithoutAGroup(t *testing.T) {
	rdb := redistest.Start(t).Client()
	outcomes := queue.NewOutcomes(rdb, "main", keyspace.ImportGroup("nightly"), queue.FollowOptions{Start: "$"})
	require.NoError(t, streams.BeatImport(t.Context(), rdb, "main", "nightly"))
	require.NoError(t, outcomes.Begin(t.Context()))
	fill(t, rdb, 30)
	require.NoError(t, rdb.XReadGroup(t.Context(), &redis.XReadGroupArgs{
		Group: keyspace.ImportGroup("nightly"), Consumer: "it", Streams: []string{"trackreg:{main}:out", ">"}, NoAck: true,
	}).Err())
	require.Zero(t, trim(t, outlet.NewTrimmer(rdb, "main", 1_000_000, 0)), "the newest stay")
	require.NoError(t, streams.EndImport(t.Context(), rdb, "main", "nightly"))
	require.Empty(t, groupNames(t, rdb))
}
