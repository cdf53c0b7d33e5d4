package redisconn

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/gathering"
)

// Aspect is what of a server a finding is about.
type Aspect string

// The aspects, in the order in which Check looks at them.
const (
	Version     Aspect = "version"
	Role        Aspect = "role"        // master or replica
	Eviction    Aspect = "eviction"    // whether it throws keys away when memory is short
	Persistence Aspect = "persistence" // whether its data outlasts a restart
	Headroom    Aspect = "memory"      // whether there is room for more
)

// Finding is one thing about a server that endangers what is stored in it.
type Finding struct {
	About Aspect
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

// Node is what one server told of itself.
type Node struct {
	// Server is its address in a Cluster, else "".
	Server string
	// Version is such as "7.0.15" or "valkey 8.0.1".
	Version string
	// Policy is its maxmemory_policy.
	Policy     string
	AppendOnly bool
	Memory     Memory
}

// Health is what Check saw.
type Health struct {
	// Version is the server's; of a Cluster the first node's.
	Version string
	// Nodes are the servers asked: one, or the masters of a Cluster by their address.
	Nodes []Node
	// Findings is empty for servers that are as they should be.
	Findings []Finding
}

// Check asks the server, and each master of a Cluster, by INFO whether it is of version 6.2 or
// newer, never evicts, keeps its data over a restart and has room for more. CONFIG is not needed:
// where it is allowed, it tells in addition whether a server without an append-only file makes
// snapshots. An error means that it could not be asked.
func Check(ctx context.Context, client redis.UniversalClient) (Health, error) {
	var mu sync.Mutex
	var all Health
	err := eachMaster(ctx, client, func(ctx context.Context, server string, node redis.Cmdable) error {
		told, findings, err := checkNode(ctx, node, server)
		mu.Lock()
		defer mu.Unlock()
		all.Nodes = append(all.Nodes, told)
		all.Findings = append(all.Findings, findings...)
		return err
	})
	if err != nil {
		return Health{}, err
	}
	slices.SortFunc(all.Nodes, func(a, b Node) int { return strings.Compare(a.Server, b.Server) })
	slices.SortStableFunc(all.Findings, func(a, b Finding) int { return strings.Compare(a.Server, b.Server) })
	if len(all.Nodes) > 0 {
		all.Version = all.Nodes[0].Version
	}
	return all, nil
}

// eachMaster calls do for the server, or for each master of a Cluster, those at the same time.
func eachMaster(ctx context.Context, client redis.UniversalClient, do func(ctx context.Context, server string, node redis.Cmdable) error) error {
	if cluster, ok := gathering.Inner(client).(*redis.ClusterClient); ok {
		return cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
			return do(ctx, node.Options().Addr, node)
		})
	}
	return do(ctx, "", client)
}

func checkNode(ctx context.Context, client redis.Cmdable, server string) (Node, []Finding, error) {
	text, err := client.Info(ctx).Result()
	if err != nil {
		return Node{}, nil, fmt.Errorf("ask redis for INFO: %w", err)
	}
	info := parseInfo(text)
	if info["aof_enabled"] == "0" {
		info[snapshots] = snapshotsOf(ctx, client)
	}
	var findings []Finding
	for _, inspect := range inspections {
		if finding, bad := inspect(info); bad {
			finding.Server = server
			findings = append(findings, finding)
		}
	}
	return Node{
		Server: server, Version: version(info), Policy: info["maxmemory_policy"],
		AppendOnly: info["aof_enabled"] == "1", Memory: memoryOf(info),
	}, findings, nil
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
