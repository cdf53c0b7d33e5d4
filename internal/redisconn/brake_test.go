package redisconn

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

func TestBrakeHoldsUpFailuresOfRedisAlone(t *testing.T) {
	for _, c := range []struct {
		err  error
		took time.Duration // by the command itself
		want time.Duration
	}{
		{nil, 0, 0},
		{redis.Nil, 0, 0},
		{refusal(t, "NOSCRIPT No matching script."), 0, 0},
		{errors.New("the caller's own"), 0, 0},
		{io.EOF, 0, brakePause},
		{io.EOF, brakePause / 4, brakePause},
		{io.EOF, 2 * brakePause, 2 * brakePause},
		{refusal(t, "OOM command not allowed"), 0, brakePause},
	} {
		synctest.Test(t, func(t *testing.T) {
			fail := func() error { time.Sleep(c.took); return c.err }
			command := brake{}.ProcessHook(func(context.Context, redis.Cmder) error { return fail() })
			pipeline := brake{}.ProcessPipelineHook(func(context.Context, []redis.Cmder) error { return fail() })
			for _, send := range []func() error{
				func() error { return command(t.Context(), nil) },
				func() error { return pipeline(t.Context(), nil) },
			} {
				begin := time.Now()
				require.Equal(t, c.err, send())
				require.Equal(t, c.want, time.Since(begin), "%v", c.err)
			}
		})
	}
}

func TestBrakeEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		begin := time.Now()
		require.ErrorIs(t, slowly(ctx, func() error { return io.EOF }), io.EOF)
		require.Zero(t, time.Since(begin))
	})
}

func TestOpenBrakesWhileRedisIsAway(t *testing.T) {
	client, err := Open(Options{URL: "unix:///nowhere/redis.sock"})
	require.NoError(t, err)
	defer client.Close()
	begin := time.Now()
	require.Error(t, client.Ping(t.Context()).Err())
	require.GreaterOrEqual(t, time.Since(begin), brakePause)
}
