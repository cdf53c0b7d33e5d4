package outlet_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/outlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

// fill adds n outcomes, quickly.
func fill(t *testing.T, rdb redis.UniversalClient, n int) {
	t.Helper()
	_, err := rdb.Pipelined(t.Context(), func(pipe redis.Pipeliner) error {
		for i := range n {
			pipe.XAdd(t.Context(), &redis.XAddArgs{Stream: "trackreg:{main}:out", Values: []any{"ref", fmt.Sprint(i)}})
		}
		return nil
	})
	require.NoError(t, err)
}

func trim(t *testing.T, trimmer *outlet.Trimmer) int64 {
	t.Helper()
	gone, err := trimmer.Trim(t.Context())
	require.NoError(t, err)
	return gone
}

func TestTrimWithoutAStreamOrGroups(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		trimmer := outlet.NewTrimmer(rdb, "main", 1_000_000, 0)
		require.Zero(t, trim(t, trimmer))
		fill(t, rdb, 10_050)
		require.EqualValues(t, 50, trim(t, trimmer), "the newest 10,000 are kept")
		require.EqualValues(t, 9_900, trim(t, outlet.NewTrimmer(rdb, "main", 100, 0)), "or fewer, if so set")
	})
}

func TestAWatchTakesNoOutcomesFromThoseWhoReadWithoutAGroup(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		fill(t, rdb, 30)
		watch, err := queue.OpenWatch(t.Context(), rdb, "main")
		require.NoError(t, err)
		trimmer := outlet.NewTrimmer(rdb, "main", 1_000_000, 0)
		require.Zero(t, trim(t, trimmer), "the watch begins behind them, and they stay")

		fill(t, rdb, 10_020)
		require.EqualValues(t, 30, trim(t, trimmer), "the watch has yet to read the others")
		for unread := 10_020; unread > 0; {
			got, err := watch.Next(t.Context())
			require.NoError(t, err)
			unread -= len(got)
		}
		require.EqualValues(t, 20, trim(t, trimmer), "the newest 10,000 are kept")
		require.NoError(t, rdb.XGroupCreate(t.Context(), "trackreg:{main}:out", "shop", "$").Err())
		require.EqualValues(t, 10_000, trim(t, trimmer), "a group that is there to stay has them trimmed behind it")
	})
}

func TestTrimStaysBehindTheSlowestGroup(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		fill(t, rdb, 10)
		for _, group := range []string{"fast", "slow"} {
			require.NoError(t, rdb.XGroupCreate(ctx, "trackreg:{main}:out", group, "0").Err())
		}
		take := func(group string, n int64) []string {
			streams, err := rdb.XReadGroup(ctx, &redis.XReadGroupArgs{Group: group, Consumer: "c", Streams: []string{"trackreg:{main}:out", ">"}, Count: n}).Result()
			require.NoError(t, err)
			var ids []string
			for _, m := range streams[0].Messages {
				ids = append(ids, m.ID)
			}
			return ids
		}
		trimmer := outlet.NewTrimmer(rdb, "main", 1000, 0)
		fast := take("fast", 10)
		require.NoError(t, rdb.XAck(ctx, "trackreg:{main}:out", "fast", fast...).Err())
		require.Zero(t, trim(t, trimmer), "slow has read nothing")

		slow := take("slow", 6)
		require.NoError(t, rdb.XAck(ctx, "trackreg:{main}:out", "slow", slow[0], slow[1], slow[3]).Err())
		require.EqualValues(t, 2, trim(t, trimmer), "up to the first it has not acknowledged")
		require.NoError(t, rdb.XAck(ctx, "trackreg:{main}:out", "slow", slow...).Err())
		require.EqualValues(t, 4, trim(t, trimmer))
		require.Zero(t, trim(t, trimmer), "what it has not read stays")
	})
}

func TestTrimWarnsBeforeItCutsAGroupOff(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.RequireReal(t).Client() // the embedded one lacks XGROUP SETID
	events := queue.NewEvents(rdb)
	warnings := func() int {
		all, err := events.Newest(context.Background(), "main", 10)
		require.NoError(t, err)
		return len(all)
	}
	require.NoError(t, rdb.XGroupCreateMkStream(ctx, "trackreg:{main}:out", "webhook", "0").Err())
	trimmer := outlet.NewTrimmer(rdb, "main", 100, 0)

	fill(t, rdb, 79)
	require.Zero(t, trim(t, trimmer))
	require.Zero(t, warnings())
	fill(t, rdb, 1)
	require.Zero(t, trim(t, trimmer))
	require.Equal(t, 1, warnings())
	fill(t, rdb, 30)
	require.EqualValues(t, 10, trim(t, trimmer))
	require.Equal(t, 1, warnings(), "once is enough")

	newest, err := events.Newest(ctx, "main", 1)
	require.NoError(t, err)
	require.Equal(t, queue.OutcomesLagging, newest[0].Name)
	require.Equal(t, map[string]string{"group": "webhook", "length": "80", "most": "100"}, newest[0].Details)

	require.NoError(t, rdb.XGroupSetID(ctx, "trackreg:{main}:out", "webhook", "$").Err())
	require.EqualValues(t, 100, trim(t, trimmer))
	require.NoError(t, rdb.XGroupSetID(ctx, "trackreg:{main}:out", "webhook", "0").Err())
	fill(t, rdb, 200)
	require.EqualValues(t, 100, trim(t, trimmer))
	require.Equal(t, 2, warnings(), "it is told again when it lags again, even if at once beyond the most")
}

// TestTheNewestStayAlthoughAcknowledged, so that what became of a number can still be told where a
// webhook acknowledges at once.
func TestTheNewestStayAlthoughAcknowledged(t *testing.T) {
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		left := func() int64 {
			n, err := rdb.XLen(ctx, "trackreg:{main}:out").Result()
			require.NoError(t, err)
			return n
		}
		fill(t, rdb, 3_500)
		require.NoError(t, rdb.XGroupCreate(ctx, "trackreg:{main}:out", "webhook", "$").Err())
		trimmer := outlet.NewTrimmer(rdb, "main", 1_000_000, 1_200)
		require.EqualValues(t, 2_300, trim(t, trimmer), "by more than one chunk")
		require.EqualValues(t, 1_200, left())
		require.Zero(t, trim(t, trimmer))

		fill(t, rdb, 2_000)
		require.EqualValues(t, 1_200, trim(t, trimmer), "what is not acknowledged stays, and all of it")
		require.EqualValues(t, 2_000, left())

		require.NoError(t, rdb.XGroupDestroy(ctx, "trackreg:{main}:out", "webhook").Err())
		require.NoError(t, rdb.XGroupCreate(ctx, "trackreg:{main}:out", "webhook", "$").Err())
		trimmer = outlet.NewTrimmer(rdb, "main", 2_000, 100_000)
		require.EqualValues(t, 1_000, trim(t, trimmer), "no more than half of the most, or every group would seem to lag")
		events, err := queue.NewEvents(rdb).Newest(ctx, "main", 1)
		require.NoError(t, err)
		require.Empty(t, events)
		fill(t, rdb, 10_000)
		require.NoError(t, rdb.XGroupDestroy(ctx, "trackreg:{main}:out", "webhook").Err())
		require.EqualValues(t, 11_000-4_000, trim(t, outlet.NewTrimmer(rdb, "main", 4_000, 100)), "without a group as many as there may be")
	})
}
