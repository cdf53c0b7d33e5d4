// Package cancelled keeps which runs of bulk imports were cancelled: workers send none of their numbers.
package cancelled

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// kept is for how long a cancelled run is known: what it had queued has come to light by
// then, even from a worker that was away.
const kept = 7 * 24 * time.Hour

// Message is the message of the outcome of a number that is not sent, since its import was
// cancelled.
const Message = "not sent: its import was cancelled"

// Runs are the runs of an account's bulk imports that were cancelled in the last week. Workers
// end their numbers as cancelled instead of sending them. It is safe for concurrent use. Errors are
// Redis's.
type Runs struct {
	rdb     redis.UniversalClient
	account string
	key     string
}

// NewRuns returns those of the account.
func NewRuns(rdb redis.UniversalClient, account string) *Runs {
	return &Runs{rdb: rdb, account: account, key: keyspace.Account(account).CancelledRuns()}
}

// Add has workers send no more numbers of the run. To repeat it is safe.
func (c *Runs) Add(ctx context.Context, run string) error {
	now, err := c.rdb.Time(ctx).Result()
	if err != nil {
		return c.wrap("note that "+run+" is cancelled", err)
	}
	_, err = c.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.ZRemRangeByScore(ctx, c.key, "-inf", strconv.FormatInt(now.Add(-kept).Unix(), 10))
		p.ZAdd(ctx, c.key, redis.Z{Score: float64(now.Unix()), Member: run})
		return nil
	})
	return c.wrap("note that "+run+" is cancelled", err)
}

// All returns the runs, in no order.
func (c *Runs) All(ctx context.Context) ([]string, error) {
	runs, err := c.rdb.ZRange(ctx, c.key, 0, -1).Result()
	return runs, c.wrap("read which imports are cancelled", err)
}

func (c *Runs) wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("account %s: %s: %w", c.account, doing, err)
}
