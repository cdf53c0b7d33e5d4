package batching

import (
	"cmp"
	"math/rand/v2"
	"time"
)

// Config holds a [Batcher]'s settings. The zero value of each field means its default.
type Config struct {
	// Most is the most items a batch may hold; 40 by default.
	Most int
	// InFlight is the most calls at once; 1 by default.
	InFlight int
	// MaxSuspects is how many suspects, and items of refused batches that nothing has succeeded since, may
	// wait at a time; those beyond are given back, but for Pinned ones. Half of the callers is a good value,
	// less than Most is not. No limit by default.
	MaxSuspects int
	// Aside is how long a group or a suspect waits after a failure: exactly Base, doubled each time, up
	// to Max; 1 s and 1 min by default. A given-back item is told to stay away for Max, at least half.
	Aside Backoff
	// Trouble is how long the dispatcher waits after an error of Take or Record, with jitter; 100 ms
	// and 2 s by default.
	Trouble Backoff
	// Rand gives jitter: a number in [0, 1); math/rand/v2 by default. It is called by several goroutines.
	Rand func() float64
}

// withDefaults fills in what was left out. Negative values count as left out.
func (c Config) withDefaults() Config {
	c.Most = cmp.Or(max(c.Most, 0), 40)
	c.InFlight = cmp.Or(max(c.InFlight, 0), 1)
	c.MaxSuspects = max(c.MaxSuspects, 0)
	c.Aside = c.Aside.withDefaults(time.Second, time.Minute)
	c.Trouble = c.Trouble.withDefaults(100*time.Millisecond, 2*time.Second)
	if c.Rand == nil {
		c.Rand = rand.Float64
	}
	return c
}
