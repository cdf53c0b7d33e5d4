package queue_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/queue"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestEnqueueManyTellsOfEveryEntryOnce(t *testing.T) {
	const n = 3000
	ctx := t.Context()
	rdb := redistest.Start(t).Client()
	producer := queue.NewProducer(rdb)

	for _, want := range []queue.Tally{{Enqueued: n}, {Duplicates: n}} {
		told := make([]int, n)
		tally, err := producer.EnqueueMany(ctx, entries(t, n), func(i int, r queue.Receipt, err error) {
			require.NoError(t, err)
			require.Equal(t, "main-bulk", r.Queue)
			require.Contains(t, r.TaskID, fmt.Sprintf("RR%09dCN", i), "the index is the entry's")
			told[i]++
		})
		require.NoError(t, err)
		require.Equal(t, want, tally)
		for i, times := range told {
			require.Equal(t, 1, times, "entry %d", i)
		}
	}
	counts, err := queue.ReadCounts(ctx, rdb, "main-bulk")
	require.NoError(t, err)
	require.EqualValues(t, n, counts[0].Pending)
}

func TestEnqueueManyWorksOnTheEmbeddedServer(t *testing.T) {
	tally, err := queue.NewProducer(redistest.Embedded(t)).EnqueueMany(t.Context(), entries(t, 300), nil)
	require.NoError(t, err)
	require.Equal(t, queue.Tally{Enqueued: 300}, tally)
}

func TestEnqueueManyStopsWhenRedisGoesAndCanBeRepeated(t *testing.T) {
	const n = 20000
	ctx := t.Context()
	server := redistest.RequireReal(t, redistest.AppendOnly())
	rdb := redis.NewClient(&redis.Options{Addr: server.Addr, MaxRetries: -1, DialerRetries: 1})
	defer rdb.Close()
	producer := queue.NewProducer(rdb)

	tally, err := producer.EnqueueMany(ctx, entries(t, n), func(i int, _ queue.Receipt, _ error) {
		if i == 2000 {
			server.Kill()
		}
	})
	require.ErrorContains(t, err, fmt.Sprintf("stopped with %d enqueued", tally.Enqueued))
	require.Less(t, tally.Enqueued, n)
	require.Positive(t, tally.Failed)

	server.Restart()
	again, err := producer.EnqueueMany(ctx, entries(t, n), nil)
	require.NoError(t, err)
	require.Equal(t, n, again.Enqueued+again.Duplicates)
	counts, err := queue.ReadCounts(ctx, rdb, "main-bulk")
	require.NoError(t, err)
	require.EqualValues(t, n, counts[0].Pending, "nothing is lost or doubled")
}

func TestEnqueueManyGivesRedissOwnError(t *testing.T) {
	ctx := t.Context()
	rdb := redistest.RequireReal(t).Client()
	require.NoError(t, rdb.ConfigSet(ctx, "maxmemory", "1").Err())
	_, err := queue.NewProducer(rdb).EnqueueMany(ctx, entries(t, 10), nil)
	require.True(t, redis.IsOOMError(err), "%v", err)
}

func TestEnqueueManyEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	tally, err := queue.NewProducer(redistest.Start(t).Client()).EnqueueMany(ctx, entries(t, 1<<30), func(i int, _ queue.Receipt, _ error) {
		if i == 1000 {
			cancel()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	require.GreaterOrEqual(t, tally.Enqueued, 400)
}
