package inlet_test

import (
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/inlet"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/streams"
)

// refuseMany has n entries stand among the refused, beside those that do.
func refuseMany(t *testing.T, rdb redis.UniversalClient, n int) {
	t.Helper()
	_, err := rdb.Pipelined(t.Context(), func(pipe redis.Pipeliner) error {
		for i := range n {
			pipe.XAdd(t.Context(), &redis.XAddArgs{Stream: refused, Values: []any{"number", fmt.Sprintf("OLD%07d", i)}})
		}
		return nil
	})
	require.NoError(t, err)
}

// TestBadEntriesWithoutEndDoNotFillRedis refuses one more in each of the ways in which entries are.
func TestBadEntriesWithoutEndDoNotFillRedis(t *testing.T) {
	const node = 100 // entries of a stream's node, which Redis lets go at once
	redistest.Backends(t, func(t *testing.T, rdb redis.UniversalClient) {
		ctx := t.Context()
		refuseMany(t, rdb, inlet.RefusedMost)
		newest := func(id string) func() bool {
			return func() bool {
				last, err := rdb.XRevRangeN(ctx, refused, "+", "-", 1).Result()
				return err == nil && len(last) == 1 && last[0].Values["entry"] == id
			}
		}
		r := read(t, rdb, "main")
		for what, values := range map[string][]any{"bad": {"number", "1.2E+17"}, "too large": manyFields(1500)} {
			refuseMany(t, rdb, 2*node)
			id := add(t, rdb, in, values...)
			r.eventually(what, newest(id))
			length := rdb.XLen(ctx, refused).Val()
			require.LessOrEqual(t, length, int64(inlet.RefusedMost+node), what)
			require.GreaterOrEqual(t, length, int64(inlet.RefusedMost), what)
		}
		r.stop()

		refuseMany(t, rdb, 2*node)
		id := add(t, rdb, in, manyFields(2501)...)
		require.NoError(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: in, ID: streams.Last(), Values: []any{"number", "RR123456799CN"}}).Err())
		_, err := inlet.Repair(ctx, rdb, "main")
		require.NoError(t, err)
		require.True(t, newest(id)(), "too many fields to be copied")
		require.LessOrEqual(t, rdb.XLen(ctx, refused).Val(), int64(inlet.RefusedMost+node))
	})
}
