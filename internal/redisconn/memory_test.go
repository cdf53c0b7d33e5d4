package redisconn_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

func TestReadMemory(t *testing.T) {
	server := redistest.RequireReal(t, redistest.Args("--maxmemory", "64mb"))
	memory, err := redisconn.ReadMemory(t.Context(), server.Client())
	require.NoError(t, err)
	require.EqualValues(t, 64<<20, memory.Most)
	require.Greater(t, memory.Share(), 0.001)
	require.Less(t, memory.Share(), 0.5)
	require.Zero(t, redisconn.Memory{Used: 1}.Share(), "no limit")
}

func TestReadMemoriesOfEachMaster(t *testing.T) {
	memories, err := redisconn.ReadMemories(t.Context(), redistest.RequireReal(t).Client())
	require.NoError(t, err)
	require.Len(t, memories, 1)
	require.Positive(t, memories[""].Used)

	server := startCluster(t)
	client, err := redisconn.Open(redisconn.Options{URL: "redis-cluster://" + server.Addr})
	require.NoError(t, err)
	defer client.Close()
	memories, err = redisconn.ReadMemories(t.Context(), gathering.New(client))
	require.NoError(t, err)
	require.Len(t, memories, 1)
	for address, memory := range memories {
		require.Contains(t, address, ":")
		require.Positive(t, memory.Used)
	}
}
