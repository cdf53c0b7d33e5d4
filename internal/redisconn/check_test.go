package redisconn

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func findings(info string) (serious, warnings int) {
	values := parseInfo(info)
	for _, inspect := range inspections {
		if finding, bad := inspect(values); bad && finding.Serious {
			serious++
		} else if bad {
			warnings++
		}
	}
	return serious, warnings
}

func TestCheckJudgesWhatInfoSays(t *testing.T) {
	const good = "redis_version:7.0.15\r\nrole:master\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n"
	for _, c := range []struct {
		name, info        string
		serious, warnings int
	}{
		{"as it should be", good, 0, 0},
		{"the oldest that will do", "redis_version:6.2.0\r\n", 0, 0},
		{"too old by the minor", "redis_version:6.0.16\r\n", 1, 0},
		{"too old by the major", "redis_version:5.9.1\r\n", 1, 0},
		{"Valkey", "redis_version:7.2.4\r\nvalkey_version:8.0.1\r\n", 0, 0},
		{"no version", "# Clients\r\nconnected_clients:1\r\n", 0, 1},
		{"a replica", good + "role:slave\r\n", 1, 0},
		{"it evicts", good + "maxmemory:1000\r\nmaxmemory_policy:allkeys-lru\r\n", 1, 0},
		{"it would evict", good + "maxmemory_policy:volatile-lru\r\n", 0, 1},
		{"no append-only file", good + "aof_enabled:0\r\n", 0, 1},
		{"nothing is ever saved", good + "aof_enabled:0\r\nsnapshots:none\r\n", 1, 0},
		{"snapshots alone", good + "aof_enabled:0\r\nsnapshots:3600 1\r\n", 0, 1},
		{"short of memory", good + "maxmemory:1000\r\nused_memory:801\r\n", 0, 1},
		{"short of the machine's memory", good + "used_memory:801\r\ntotal_system_memory:1000\r\n", 0, 1},
		{"room enough", good + "maxmemory:1000\r\nused_memory:800\r\n", 0, 0},
		{"the disk is full", good + "aof_last_write_status:err\r\n", 0, 1},
	} {
		serious, warnings := findings(c.info)
		require.Equal(t, c.serious, serious, c.name)
		require.Equal(t, c.warnings, warnings, c.name)
	}
}

func TestFindingNamesItsServer(t *testing.T) {
	finding := Finding{Server: "10.0.0.1:6379", Problem: "it is a replica", Mend: "name the master"}
	require.Equal(t, "10.0.0.1:6379: it is a replica: name the master", finding.String())
}
