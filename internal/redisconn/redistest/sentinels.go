package redistest

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// watched is the name under which the Sentinels know the master.
const watched = "shop"

// Sentinels are three Sentinels over a master and its replica.
type Sentinels struct {
	URL     string // redis-sentinel:// with all three
	Master  *Server
	Replica *Server

	watchers []*Server
}

// StartSentinels runs a master, a replica of it and three Sentinels, two of which agree on a
// failover a second after the master has gone, and waits until all know each other. It needs a
// real redis-server, see RequireReal, and ends with the test.
func StartSentinels(tb testing.TB, opts ...Option) *Sentinels {
	tb.Helper()
	s := &Sentinels{Master: RequireReal(tb, opts...)}
	host, port, err := net.SplitHostPort(s.Master.Addr)
	if err != nil {
		tb.Fatalf("redistest: %v", err)
	}
	s.Replica = RequireReal(tb, append(opts, Args("--replicaof", host, port))...)
	var addrs []string
	for i := range 3 {
		config := filepath.Join(tb.TempDir(), "sentinel-"+strconv.Itoa(i)+".conf")
		text := fmt.Sprintf("sentinel monitor %[1]s %[2]s %[3]s 2\nsentinel down-after-milliseconds %[1]s 1000\nsentinel failover-timeout %[1]s 5000\n", watched, host, port)
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			tb.Fatalf("redistest: %v", err)
		}
		watcher := RequireReal(tb, Sentinel(config))
		s.watchers = append(s.watchers, watcher)
		addrs = append(addrs, watcher.Addr)
	}
	s.URL = "redis-sentinel://" + strings.Join(addrs, ",") + "/0?master=" + watched
	for _, watcher := range s.watchers {
		sentinel := redis.NewSentinelClient(&redis.Options{Addr: watcher.Addr})
		tb.Cleanup(func() { _ = sentinel.Close() })
		until(tb, "the Sentinels to know each other and the replica", func() bool {
			master := sentinel.Master(context.Background(), watched).Val()
			return master["num-slaves"] == "1" && master["num-other-sentinels"] == "2"
		})
	}
	return s
}

// AwaitFailover waits until the Sentinels have made the replica the master.
func (s *Sentinels) AwaitFailover(tb testing.TB) {
	tb.Helper()
	client := s.Replica.Client()
	until(tb, "the replica to become the master", func() bool {
		return strings.Contains(client.Info(context.Background(), "replication").Val(), "role:master")
	})
}
