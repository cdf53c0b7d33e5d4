package redisconn_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

func TestAReplyOfHundredsOfMegabytesIsNotRead(t *testing.T) {
	ctx := t.Context()
	server := redistest.RequireReal(t)
	rdb, err := redisconn.Open(redisconn.Options{URL: server.URL})
	require.NoError(t, err)
	t.Cleanup(func() { _ = rdb.Close() })
	// Made by the server itself, so that only the reading counts.
	require.NoError(t, rdb.Do(ctx, "SETRANGE", "text", 300<<20, "x").Err())
	require.NoError(t, rdb.Eval(ctx, `for i = 1, 100 do redis.call("XADD", KEYS[1], "*", "payload", string.rep("x", ARGV[1])) end return 1`, []string{"stream"}, 1<<20).Err())

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	require.ErrorIs(t, rdb.Get(ctx, "text").Err(), redistrouble.ErrReplyTooLong)
	_, err = rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error { pipe.Get(ctx, "text"); return nil })
	require.ErrorIs(t, err, redistrouble.ErrReplyTooLong)
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(2<<20))
	require.ErrorIs(t, rdb.XRange(ctx, "stream", "-", "+").Err(), redistrouble.ErrReplyTooLong, "many of which each would be read")

	some, err := rdb.XRangeN(ctx, "stream", "-", "+", 20).Result()
	require.NoError(t, err, "the client goes on")
	require.Len(t, some, 20)
	require.NoError(t, rdb.Set(ctx, "short", strings.Repeat("x", 1<<20), 0).Err())
	require.NoError(t, rdb.Get(ctx, "short").Err())
}
