package importer

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/retry"
)

// StartNow queues a run by hand, as [Start] does. The id of such a run names the second: where
// there is one of this second already, it waits for the next.
func StartNow(ctx context.Context, rdb redis.UniversalClient, of configs.Import, force bool) (string, error) {
	for {
		now := time.Now()
		id, err := Start(ctx, rdb, of, By{At: now, Force: force})
		if !errors.Is(err, ErrStarted) {
			return id, err
		}
		if err := retry.Wait(ctx, now.Truncate(time.Second).Add(time.Second).Sub(now)); err != nil {
			return id, err
		}
	}
}
