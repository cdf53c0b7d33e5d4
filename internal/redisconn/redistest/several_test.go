package redistest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
)

func TestAClusterSpreadsItsKeys(t *testing.T) {
	cluster := redistest.StartCluster(t, 3)
	client, err := redisconn.Open(redisconn.Options{URL: cluster.URL})
	require.NoError(t, err)
	defer client.Close()
	for _, key := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"} {
		require.NoError(t, client.Set(t.Context(), key, "v", 0).Err())
	}
	for _, node := range cluster.Nodes {
		require.NotZero(t, node.Client().DBSize(t.Context()).Val(), "every node has some")
	}
}

func TestTheReplicaTakesOverFromADeadMaster(t *testing.T) {
	group := redistest.StartSentinels(t)
	client, err := redisconn.Open(redisconn.Options{URL: group.URL})
	require.NoError(t, err)
	defer client.Close()
	require.NoError(t, client.Set(t.Context(), "k", "v", 0).Err())
	require.EqualValues(t, 1, group.Master.Client().Wait(t.Context(), 1, 0).Val())
	group.Master.Kill()
	group.AwaitFailover(t)
	require.Eventually(t, func() bool { return client.Set(t.Context(), "k2", "v", 0).Err() == nil }, time.Minute, 20*time.Millisecond)
	require.Equal(t, "v", client.Get(t.Context(), "k").Val())
}
