package webhook

import (
	"context"
	"math/rand/v2"
	"time"
)

// The ceilings of the first and the longest wait between two tries of a post.
const (
	backoffMin = time.Second
	backoffMax = 10 * time.Minute
)

// backoff returns how long to wait after the tries so far have failed: full
// jitter below a ceiling that doubles, but what the receiver asked for at least.
func backoff(tries int, asked time.Duration) time.Duration {
	ceiling := backoffMax
	if doublings := tries - 1; doublings < 10 { // 2^10 s is beyond the longest
		ceiling = min(backoffMin<<doublings, backoffMax)
	}
	return max(time.Duration(rand.Int64N(int64(ceiling)))+1, asked)
}

// wait blocks for d; false: ctx has ended first.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
