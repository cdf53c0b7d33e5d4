package queue

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// KeptWithoutGroups is how many outcomes are kept where no consumer group reads them.
const KeptWithoutGroups = 10_000

// Trimmer trims one account's outcome stream behind what every consumer group
// has acknowledged. One process trims an account at a time; not safe for concurrent use.
type Trimmer struct{}

// NewTrimmer returns a trimmer that keeps at most the newest most outcomes for groups that lag.
func NewTrimmer(rdb redis.UniversalClient, account string, most int64) *Trimmer { panic("soon") }

// Trim trims once and returns how many outcomes went.
func (t *Trimmer) Trim(ctx context.Context) (int64, error) { panic("soon") }
