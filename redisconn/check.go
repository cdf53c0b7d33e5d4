package redisconn

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// The oldest version that has all the commands and script features in use.
const (
	minMajor = 6
	minMinor = 2
)

// Finding is one thing about a server that endangers what is stored in it.
type Finding struct {
	// Serious is true when trackreg must not be run on it, false for a warning.
	Serious bool
	// Server is the node's address in a Cluster, else "".
	Server string
	// Problem and Mend say what is the matter and what to do about it.
	Problem, Mend string
}

// String returns the finding in one line.
func (f Finding) String() string {
	if f.Server != "" {
		return f.Server + ": " + f.Problem + ": " + f.Mend
	}
	return f.Problem + ": " + f.Mend
}

// Health is what Check saw.
type Health struct {
	// Version is the server's, such as "7.0.15" or "valkey 8.0.1"; of a Cluster the first node's.
	Version string
	// Findings is empty for a server that is as it should be.
	Findings []Finding
}

// Check asks the server, and each master of a Cluster, by INFO alone whether it is of version 6.2
// or newer, never evicts, and keeps its data over a restart. CONFIG is not needed. An error
// means that it could not be asked.
func Check(ctx context.Context, client redis.UniversalClient) (Health, error) {
	nodes, isCluster := client.(*redis.ClusterClient)
	if !isCluster {
		return checkNode(ctx, client, "")
	}
	var mu sync.Mutex
	var all Health
	err := nodes.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		health, err := checkNode(ctx, node, node.Options().Addr)
		mu.Lock()
		defer mu.Unlock()
		all.Version = health.Version
		all.Findings = append(all.Findings, health.Findings...)
		return err
	})
	return all, err
}

func checkNode(ctx context.Context, client redis.Cmdable, server string) (Health, error) {
	text, err := client.Info(ctx).Result()
	if err != nil {
		return Health{}, fmt.Errorf("ask redis for INFO: %w", err)
	}
	info := parseInfo(text)
	health := Health{Version: version(info)}
	for _, inspect := range []func(map[string]string) (Finding, bool){
		oldVersion, replica, eviction, noPersistence, failedPersistence,
	} {
		if finding, bad := inspect(info); bad {
			finding.Server = server
			health.Findings = append(health.Findings, finding)
		}
	}
	return health, nil
}

// parseInfo reads the name:value lines of INFO.
func parseInfo(text string) map[string]string {
	info := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, found := strings.Cut(strings.TrimSpace(line), ":"); found {
			info[name] = value
		}
	}
	return info
}

func version(info map[string]string) string {
	if valkey := info["valkey_version"]; valkey != "" {
		return "valkey " + valkey
	}
	return info["redis_version"]
}

// oldVersion reads redis_version, which Valkey has too: there it is the Redis it can stand in for.
func oldVersion(info map[string]string) (Finding, bool) {
	majorText, rest, _ := strings.Cut(info["redis_version"], ".")
	minorText, _, _ := strings.Cut(rest, ".")
	major, err := strconv.Atoi(majorText)
	if err != nil {
		return Finding{
			Problem: "the server does not tell its version",
			Mend:    "make sure that it is Redis 6.2 or newer, or Valkey",
		}, true
	}
	minor, _ := strconv.Atoi(minorText)
	return Finding{
		Serious: true,
		Problem: "the server's version is " + info["redis_version"],
		Mend:    "use Redis 6.2 or newer, or Valkey",
	}, major < minMajor || major == minMajor && minor < minMinor
}

func replica(info map[string]string) (Finding, bool) {
	return Finding{
		Serious: true,
		Problem: "the server is a replica",
		Mend:    "let redis.url name the master, or use redis-sentinel://",
	}, info["role"] == "slave"
}

// eviction warns alone where no memory limit is set: nothing is evicted until somebody sets one.
func eviction(info map[string]string) (Finding, bool) {
	policy, limit := info["maxmemory_policy"], info["maxmemory"]
	return Finding{
		Serious: limit != "" && limit != "0",
		Problem: fmt.Sprintf("maxmemory-policy is %s, by which Redis throws queued numbers away when memory is short", policy),
		Mend:    "set it to noeviction",
	}, policy != "" && policy != "noeviction"
}

// noPersistence can tell only the append-only file from INFO; whether snapshots are scheduled
// CONFIG alone would say.
func noPersistence(info map[string]string) (Finding, bool) {
	return Finding{
		Problem: "the append-only file is off, so a crash of Redis loses what came since its last snapshot, if it makes any",
		Mend:    "set appendonly yes",
	}, info["aof_enabled"] == "0"
}

func failedPersistence(info map[string]string) (Finding, bool) {
	for _, name := range []string{"aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status"} {
		if info[name] == "err" {
			return Finding{
				Problem: "Redis's last write to disk failed (" + name + ":err)",
				Mend:    "free space on its disk and see its log",
			}, true
		}
	}
	return Finding{}, false
}
