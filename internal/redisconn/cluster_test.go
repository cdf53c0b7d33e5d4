package redisconn_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

// startCluster makes one node a Cluster: it owns all the slots.
func startCluster(t *testing.T) *redistest.Server {
	server := redistest.RequireReal(t, redistest.Args("--cluster-enabled", "yes"))
	client := server.Client()
	require.NoError(t, client.ClusterAddSlotsRange(t.Context(), 0, 16383).Err())
	require.Eventually(t, func() bool {
		return strings.Contains(client.ClusterInfo(t.Context()).Val(), "cluster_state:ok")
	}, 20*time.Second, 10*time.Millisecond)
	return server
}

func TestOpenACluster(t *testing.T) {
	server := startCluster(t)
	client, err := redisconn.Open(redisconn.Options{URL: "redis-cluster://" + server.Addr})
	require.NoError(t, err)
	defer client.Close()

	gathered := gathering.New(client)
	script := redis.NewScript(`return redis.call("INCR", KEYS[1])`)
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			if err := script.Run(t.Context(), gathered, []string{fmt.Sprintf("{%d}:n", i)}).Err(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, 200, server.Client().DBSize(t.Context()).Val())

	_, port, _ := strings.Cut(server.Addr, ":")
	for _, asked := range []redis.UniversalClient{client, gathered} {
		health, err := redisconn.Check(t.Context(), asked)
		require.NoError(t, err)
		require.NotEmpty(t, health.Version)
		require.NotEmpty(t, health.Findings)
		require.Contains(t, health.Findings[0].Server, port)
	}
}

func TestClusterWithoutSlotsIsDiagnosed(t *testing.T) {
	server := redistest.RequireReal(t, redistest.Args("--cluster-enabled", "yes"))
	err := server.Client().Set(t.Context(), "k", "v", 0).Err()
	trouble, found := redistrouble.Diagnose(err)
	require.True(t, found, err)
	require.Equal(t, redistrouble.ClusterDown, trouble.Kind)
}

func TestOpenASentinel(t *testing.T) {
	master := redistest.RequireReal(t)
	host, port, _ := strings.Cut(master.Addr, ":")
	config := filepath.Join(t.TempDir(), "sentinel.conf")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, "sentinel monitor shop %s %s 1\n", host, port), 0o600))
	watcher := redistest.RequireReal(t, redistest.Sentinel(config))

	client, err := redisconn.Open(redisconn.Options{URL: "redis-sentinel://" + watcher.Addr + "/2?master=shop"})
	require.NoError(t, err)
	defer client.Close()
	require.NoError(t, client.Set(t.Context(), "k", "v", 0).Err())
	opts := *master.Client().Options()
	opts.DB = 2
	inTwo := redis.NewClient(&opts)
	defer inTwo.Close()
	require.Equal(t, "v", inTwo.Get(t.Context(), "k").Val())
}
