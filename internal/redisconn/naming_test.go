package redisconn_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

// each makes so many connections, and has each carry out a command.
func each(t *testing.T, client redis.UniversalClient, connections int) {
	t.Helper()
	for range connections {
		conn := client.(*redis.Client).Conn()
		t.Cleanup(func() { _ = conn.Close() })
		require.NoError(t, conn.Set(t.Context(), "k", "v", 0).Err())
		require.NoError(t, conn.Get(t.Context(), "k").Err())
	}
}

func TestARedisWithoutCLIENTWorksWithoutAName(t *testing.T) {
	server := redistest.RequireReal(t, redistest.Args("--rename-command", "CLIENT", ""))
	client, err := redisconn.Open(redisconn.Options{URL: "redis://" + server.Addr + "/3"})
	require.NoError(t, err)
	defer client.Close()
	each(t, client, 3)
	require.EqualValues(t, 0, server.Client().Exists(t.Context(), "k").Val(), "it stands in the database that was named")
}

func TestAUserThatMayNotCallCLIENTWorksWithoutAName(t *testing.T) {
	server := redistest.RequireReal(t)
	admin := server.Client()
	require.NoError(t, admin.ACLSetUser(t.Context(), "worker", "on", ">hush", "~*", "&*", "+@all", "-client").Err())
	client, err := redisconn.Open(redisconn.Options{URL: "redis://worker:hush@" + server.Addr})
	require.NoError(t, err)
	defer client.Close()
	each(t, client, 3)

	log, err := admin.ACLLog(t.Context(), 10).Result()
	require.NoError(t, err)
	require.Len(t, log, 1)
	require.EqualValues(t, 1, log[0].Count, "it is asked once, not with every connection")
}
