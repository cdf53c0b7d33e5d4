package retry

import (
	"context"
	"time"
)

// Wait blocks for d or until ctx ends, and then returns its error.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Pause is a backoff that counts the tries itself, for a loop that has successes between. It is
// for one goroutine.
type Pause struct {
	Backoff
	tries int
}

// Reset says that a try succeeded: the next wait is the shortest.
func (p *Pause) Reset() { p.tries = 0 }

// Wait blocks after a try that failed, longer each time, or until ctx ends, whose error it then
// returns.
func (p *Pause) Wait(ctx context.Context) error {
	p.tries++
	return Wait(ctx, p.After(p.tries))
}
