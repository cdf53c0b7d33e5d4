package redistest

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// slots is how many a Cluster spreads its keys over.
	slots = 16384
	// formedWithin bounds the wait until several servers know each other.
	formedWithin = 30 * time.Second
)

// Cluster is a Redis Cluster of masters without replicas.
type Cluster struct {
	URL   string // redis-cluster:// with all nodes
	Nodes []*Server
}

// StartCluster runs a Cluster of so many masters, which share the slots evenly, and waits until
// each knows it. It needs a real redis-server, see RequireReal, and ends with the test.
func StartCluster(tb testing.TB, masters int, opts ...Option) *Cluster {
	tb.Helper()
	c := &Cluster{}
	var addrs []string
	for range masters {
		node := RequireReal(tb, append(opts, Args("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"))...)
		c.Nodes = append(c.Nodes, node)
		addrs = append(addrs, node.Addr)
	}
	c.URL = "redis-cluster://" + strings.Join(addrs, ",")
	host, port, err := net.SplitHostPort(addrs[0])
	if err != nil {
		tb.Fatalf("redistest: %v", err)
	}
	ctx := context.Background()
	for i, node := range c.Nodes {
		client := node.Client()
		if err := client.ClusterAddSlotsRange(ctx, i*slots/masters, (i+1)*slots/masters-1).Err(); err != nil {
			tb.Fatalf("redistest: give slots to a Cluster's node: %v", err)
		}
		if err := client.ClusterMeet(ctx, host, port).Err(); i > 0 && err != nil {
			tb.Fatalf("redistest: have a Cluster's nodes meet: %v", err)
		}
	}
	for _, node := range c.Nodes {
		client := node.Client()
		until(tb, "a Cluster's nodes to agree", func() bool { return agrees(ctx, client, masters) })
	}
	return c
}

// agrees says whether a node sees every slot served, by so many masters.
func agrees(ctx context.Context, node *redis.Client, masters int) bool {
	info := node.ClusterInfo(ctx).Val()
	return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, fmt.Sprintf("cluster_size:%d\r\n", masters))
}

// until asks until the answer is yes.
func until(tb testing.TB, what string, yes func() bool) {
	tb.Helper()
	over := time.NewTimer(formedWithin)
	defer over.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !yes() {
		select {
		case <-over.C:
			tb.Fatalf("redistest: waited %s in vain for %s", formedWithin, what)
		case <-tick.C:
		}
	}
}
