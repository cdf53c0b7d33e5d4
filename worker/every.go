package worker

import (
	"context"
	"time"
)

// every has step done after each interval until ctx ends, and lets the watch
// know how Redis bore it. An error is not the end: the next step tries again.
func every(ctx context.Context, interval time.Duration, watch *redisWatch, step func(context.Context) error) error {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			watch.saw(step(ctx))
		}
	}
}

// atOnceAndEvery has step done now as well.
func atOnceAndEvery(ctx context.Context, interval time.Duration, watch *redisWatch, step func(context.Context) error) error {
	watch.saw(step(ctx))
	return every(ctx, interval, watch, step)
}
