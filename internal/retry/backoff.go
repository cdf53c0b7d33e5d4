package retry

import (
	"math/rand/v2"
	"time"
)

// Spread is how much of each wait is drawn at random, so that those that failed together do not
// come back together.
type Spread int

// The spreads.
const (
	Even Spread = iota // none
	Half               // the upper half: no wait is short
	Full               // all of it: the least load on who is tried
)

// Backoff is the waits between tries: Min, doubled a try, to Max. Min is above 0.
type Backoff struct {
	Min, Max time.Duration
	Spread   Spread
}

// After returns the wait after so many failed tries in a row, counted from 1. It is above 0.
func (b Backoff) After(tries int) time.Duration {
	wait := b.Min
	for i := 1; i < tries && wait < b.Max; i++ {
		wait *= 2
	}
	wait = min(wait, b.Max)
	switch b.Spread {
	case Half:
		return wait - rand.N(wait/2+1)
	case Full:
		return rand.N(wait) + 1
	}
	return wait
}
