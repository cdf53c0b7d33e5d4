package worker

import (
	"math/rand/v2"
	"time"
)

// backoff spaces a number's own tries: min, doubled a try, to max, with the
// upper half of each wait drawn at random so that numbers which failed
// together do not come back together.
type backoff struct {
	min, max time.Duration
}

// after returns the wait after the given attempt, counted from 1.
func (b backoff) after(attempt int) time.Duration {
	wait := b.min
	for i := 1; i < attempt && wait < b.max; i++ {
		wait *= 2
	}
	wait = min(wait, b.max)
	return wait/2 + rand.N(wait/2+1)
}
