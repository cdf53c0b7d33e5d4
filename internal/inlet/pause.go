package inlet

import (
	"context"
	"math/rand/v2"
	"time"
)

// The first and the longest wait for a Redis that does not take what is asked.
const (
	pauseMin = 100 * time.Millisecond
	pauseMax = 2 * time.Second
)

// pause is an exponential backoff, the upper half of each wait drawn at random.
// The zero value begins with the shortest.
type pause struct{ next time.Duration }

func (p *pause) reset() { p.next = 0 }

// wait blocks for the next, longer time or until ctx ends.
func (p *pause) wait(ctx context.Context) {
	p.next = min(max(2*p.next, pauseMin), pauseMax)
	timer := time.NewTimer(p.next/2 + rand.N(p.next/2))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
