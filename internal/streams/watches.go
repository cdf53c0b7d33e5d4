package streams

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// watchStale is how long after its last word a watch is taken for dead.
const watchStale = 10 * time.Minute

// Watches are the groups of the processes that wait for their own numbers.
func Watches(rdb redis.UniversalClient, account string) Passing {
	keys := keyspace.Account(account)
	return Passing{rdb: rdb, stream: keys.Out(), key: keys.Watches(), stale: watchStale}
}

// SweepWatches removes what killed processes left behind.
func SweepWatches(ctx context.Context, rdb redis.UniversalClient, account string) error {
	if err := Watches(rdb, account).Sweep(ctx); err != nil {
		return fmt.Errorf("sweep watches of account %s: %w", account, err)
	}
	return nil
}
