package queue

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// SweepWatches removes the watches of processes that were killed.
func SweepWatches(ctx context.Context, rdb redis.UniversalClient, account string) error {
	return sweepWatches(ctx, rdb, account)
}
