package redisconn

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// The oldest version that has all the commands and script features in use.
const (
	minMajor = 6
	minMinor = 2
)

// crowded is the share of the memory it may use from which on a server is short of it.
const crowded = 0.8

// inspections look at what INFO says, each at one aspect.
var inspections = []func(info map[string]string) (finding Finding, bad bool){
	oldVersion, replica, eviction, noPersistence, failedPersistence, littleMemory,
}

// snapshots is a name among those of INFO, for what CONFIG says: the schedule of snapshots, noSnapshots,
// or "" where nobody may ask.
const (
	snapshots   = "snapshots"
	noSnapshots = "none"
)

// snapshotsOf asks CONFIG, if that is allowed.
func snapshotsOf(ctx context.Context, client redis.Cmdable) string {
	save, err := client.ConfigGet(ctx, "save").Result()
	if schedule, told := save["save"]; err == nil && told && schedule == "" {
		return noSnapshots
	}
	return save["save"]
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
			About:   Version,
			Problem: "the server does not tell its version",
			Mend:    "make sure that it is Redis 6.2 or newer, or Valkey",
		}, true
	}
	minor, _ := strconv.Atoi(minorText)
	return Finding{
		About:   Version,
		Serious: true,
		Problem: "the server's version is " + info["redis_version"],
		Mend:    "use Redis 6.2 or newer, or Valkey",
	}, major < minMajor || major == minMajor && minor < minMinor
}

func replica(info map[string]string) (Finding, bool) {
	return Finding{
		About:   Role,
		Serious: true,
		Problem: "the server is a replica",
		Mend:    "let redis.url name the master, or use redis-sentinel://",
	}, info["role"] == "slave"
}

// eviction warns alone where no memory limit is set: nothing is evicted until somebody sets one.
func eviction(info map[string]string) (Finding, bool) {
	policy, limit := info["maxmemory_policy"], info["maxmemory"]
	return Finding{
		About:   Eviction,
		Serious: limit != "" && limit != "0",
		Problem: fmt.Sprintf("maxmemory-policy is %s, by which Redis throws queued numbers away when memory is short", policy),
		Mend:    "set it to noeviction",
	}, policy != "" && policy != "noeviction"
}

// noPersistence can tell the append-only file from INFO, and snapshots where CONFIG may be asked.
func noPersistence(info map[string]string) (Finding, bool) {
	finding := Finding{
		About:   Persistence,
		Problem: "the append-only file is off, so a crash of Redis loses what came since its last snapshot",
		Mend:    "set appendonly yes",
	}
	switch info[snapshots] {
	case noSnapshots:
		finding.Serious = true
		finding.Problem = "the append-only file and snapshots are off, so a restart of Redis loses everything"
	case "":
		finding.Problem += ", if it makes any"
	}
	return finding, info["aof_enabled"] == "0"
}

func failedPersistence(info map[string]string) (Finding, bool) {
	for _, name := range []string{"aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status"} {
		if info[name] == "err" {
			return Finding{
				About:   Persistence,
				Problem: "Redis's last write to disk failed (" + name + ":err)",
				Mend:    "free space on its disk and see its log",
			}, true
		}
	}
	return Finding{}, false
}

// littleMemory looks at the limit set, or at the machine's memory where none is.
func littleMemory(info map[string]string) (Finding, bool) {
	m := memoryOf(info)
	share, of := m.Share(), "its maxmemory"
	if m.Most == 0 {
		machine, _ := strconv.ParseFloat(info["total_system_memory"], 64)
		share, of = float64(m.Used)/max(machine, 1), "its machine's memory"
		if machine == 0 {
			share = 0
		}
	}
	return Finding{
		About:   Headroom,
		Serious: share >= 1,
		Problem: fmt.Sprintf("Redis uses %.0f%% of %s, and takes nothing more when that is full", 100*share, of),
		Mend:    "give it more memory, or let workers catch up before more is queued",
	}, share > crowded
}
