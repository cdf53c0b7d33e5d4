package redisconn

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/redis/go-redis/v9"
)

// Memory is how much memory Redis uses and may use, in bytes.
type Memory struct {
	Used int64
	Most int64 // maxmemory; 0: no limit, or not told
}

// Share returns which part of the memory it may use Redis uses; 0 where it has no limit.
func (m Memory) Share() float64 {
	if m.Most <= 0 {
		return 0
	}
	return float64(m.Used) / float64(m.Most)
}

// ReadMemory asks by INFO. Of a Cluster it asks one node, another each time. Errors are Redis's.
func ReadMemory(ctx context.Context, client redis.Cmdable) (Memory, error) {
	text, err := client.Info(ctx, "memory").Result()
	if err != nil {
		return Memory{}, fmt.Errorf("ask redis for INFO memory: %w", err)
	}
	return memoryOf(parseInfo(text)), nil
}

// ReadMemories asks the server, or each master of a Cluster, and returns the answers by the masters'
// addresses; that of a single server is "". Errors are Redis's.
func ReadMemories(ctx context.Context, client redis.UniversalClient) (map[string]Memory, error) {
	var mu sync.Mutex
	all := map[string]Memory{}
	err := eachMaster(ctx, client, func(ctx context.Context, server string, node redis.Cmdable) error {
		memory, err := ReadMemory(ctx, node)
		mu.Lock()
		defer mu.Unlock()
		all[server] = memory
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func memoryOf(info map[string]string) Memory {
	used, _ := strconv.ParseInt(info["used_memory"], 10, 64)
	most, _ := strconv.ParseInt(info["maxmemory"], 10, 64)
	return Memory{Used: used, Most: most}
}
