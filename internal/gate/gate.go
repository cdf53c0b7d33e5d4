package gate

import (
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"
)

// Defaults of [Options].
const (
	DefaultRequestsPerSecond = 3.0 // the vendor's limit for one key
	DefaultBatchSize         = 40  // the most numbers the vendor takes in one call
	DefaultCallTimeout       = 35 * time.Second
	DefaultQuotaPoll         = 10 * time.Minute
)

// Options are the settings of one account that the gate obeys. They travel with each request, so
// processes with different settings can share a gate during a rolling change; each is then paced by its
// own.
type Options struct {
	RequestsPerSecond float64       // calls a second the account may make; 0 or less: DefaultRequestsPerSecond
	BatchSize         int           // numbers in one call, at least 1; 0 or less: DefaultBatchSize
	CallTimeout       time.Duration // longest a call can take; bounds a probe's lease; 0 or less: DefaultCallTimeout
	QuotaReserve      int64         // units kept for rank 0; 0: none
	QuotaWarn         int64         // QuotaLow is reported when the quota falls to this; 0: never
	QuotaPoll         time.Duration // how often getquota is due; 0 or less: DefaultQuotaPoll

	// DailyReset returns when the vendor's daily allowance is next back. nil, or a zero time: only
	// getquota tells.
	DailyReset func() time.Time

	// Jitter returns a number in [0, 1) that scales a backoff (full jitter). nil: math/rand. Tests pin it.
	Jitter func() float64
}

// Gate is the gate of one account. It holds no state of its own and no goroutine, and is safe for
// concurrent use.
type Gate struct {
	rdb redis.Scripter
	key string
	o   Options
}

// New returns the gate whose state is the Redis hash key, such as "trackreg:{main}:gate". It does not
// touch Redis.
func New(rdb redis.Scripter, key string, o Options) *Gate {
	return &Gate{rdb: rdb, key: key, o: o.withDefaults()}
}

func (o Options) withDefaults() Options {
	if !(o.RequestsPerSecond > 0) {
		o.RequestsPerSecond = DefaultRequestsPerSecond
	}
	if o.BatchSize <= 0 {
		o.BatchSize = DefaultBatchSize
	}
	if o.CallTimeout <= 0 {
		o.CallTimeout = DefaultCallTimeout
	}
	if o.QuotaPoll <= 0 {
		o.QuotaPoll = DefaultQuotaPoll
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	return o
}
