package batching

import (
	"cmp"
	"time"
)

// Backoff is a wait that doubles: Base, 2 x Base, 4 x Base ..., at most Max.
type Backoff struct {
	Base, Max time.Duration
}

// after returns the wait after n failures in a row; n is at least 1.
func (b Backoff) after(n int) time.Duration {
	wait := b.Base
	for ; n > 1 && wait < b.Max; n-- {
		wait *= 2
	}
	return min(wait, b.Max)
}

func (b Backoff) withDefaults(base, most time.Duration) Backoff {
	b.Base = cmp.Or(max(b.Base, 0), base)
	b.Max = max(cmp.Or(max(b.Max, 0), most), b.Base)
	return b
}

// jittered takes away up to half of the wait, so that those who failed together do not come together again.
func jittered(wait time.Duration, rand func() float64) time.Duration {
	return wait - time.Duration(rand()*float64(wait)/2)
}
