package queue

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// RemoveGone runs the script that removes consumers of long ago.
func RemoveGone(ctx context.Context, rdb redis.UniversalClient, key, group, self string, idle time.Duration) (int, error) {
	return removeGoneScript.Run(ctx, rdb, []string{key}, group, self, int64(idle)).Int()
}

// SweepWatches removes the watches of processes that were killed.
func SweepWatches(ctx context.Context, rdb redis.UniversalClient, account string) error {
	return sweepWatches(ctx, rdb, account)
}
