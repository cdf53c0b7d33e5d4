package redistest_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

func TestStartGivesEachTestItsOwnServer(t *testing.T) {
	a, b := redistest.Start(t), redistest.Start(t)
	require.NotEqual(t, a.Addr, b.Addr)
	require.NoError(t, a.Client().Set(t.Context(), "k", "v", 0).Err())
	require.ErrorIs(t, b.Client().Get(t.Context(), "k").Err(), redis.Nil)
}

func TestKillAndRestartKeepWhatIsDurable(t *testing.T) {
	server := redistest.Start(t, redistest.AppendOnly())
	client := server.Client()
	require.NoError(t, client.Set(t.Context(), "k", "v", 0).Err())

	server.Kill()
	require.Error(t, client.Ping(t.Context()).Err())

	server.Restart()
	require.Equal(t, "v", server.Client().Get(t.Context(), "k").Val())
	require.Equal(t, "v", client.Get(t.Context(), "k").Val(), "the client from before finds its server again")
}

func TestKillWithoutPersistenceLosesEverything(t *testing.T) {
	server := redistest.Start(t)
	require.NoError(t, server.Client().Set(t.Context(), "k", "v", 0).Err())
	server.Kill()
	server.Restart()
	require.ErrorIs(t, server.Client().Get(t.Context(), "k").Err(), redis.Nil)
}

func TestArgsReachTheServer(t *testing.T) {
	server := redistest.RequireReal(t, redistest.Args("--maxmemory", "3mb"))
	got, err := server.Client().ConfigGet(t.Context(), "maxmemory").Result()
	require.NoError(t, err)
	require.Equal(t, "3145728", got["maxmemory"])
}

func TestEmbeddedFollowsTheClockOfABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := redistest.Embedded(t)
		require.NoError(t, client.Set(t.Context(), "k", "v", time.Hour).Err())
		before := client.Time(t.Context()).Val()

		time.Sleep(2 * time.Hour)

		require.ErrorIs(t, client.Get(t.Context(), "k").Err(), redis.Nil)
		require.Equal(t, 2*time.Hour, client.Time(t.Context()).Val().Sub(before))
	})
}

func TestEmbeddedTakesPipelinesLargerThanAnyBuffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := redistest.Embedded(t)
		large := strings.Repeat("x", 4096)
		cmds, err := client.Pipelined(t.Context(), func(p redis.Pipeliner) error {
			for i := range 500 {
				p.Set(context.Background(), strconv.Itoa(i), large, 0)
				p.Get(context.Background(), strconv.Itoa(i))
			}
			return nil
		})
		require.NoError(t, err)
		require.Len(t, cmds, 1000)
	})
}
