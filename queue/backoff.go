package queue

import (
	"context"
	"time"
)

// The first and the longest wait for a Redis that is away.
const (
	backoffMin = 100 * time.Millisecond
	backoffMax = 5 * time.Second
)

// backoff is an exponential one. The zero value begins with the shortest wait.
type backoff struct{ next time.Duration }

func (b *backoff) reset() { b.next = 0 }

// wait blocks for the next, longer time or until ctx ends.
func (b *backoff) wait(ctx context.Context) {
	b.next = min(max(2*b.next, backoffMin), backoffMax)
	timer := time.NewTimer(b.next)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
