package queue

import (
	"context"
	"fmt"
	"iter"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// newestPage is how many outcomes are read in one round trip.
const newestPage = 1000

// NewestOutcomes yields the account's outcomes that the stream still keeps, the
// newest first, and ends after the first error. It moves no group along. It reads
// a thousand at a time as it is consumed: break off to read no more.
func NewestOutcomes(ctx context.Context, rdb redis.UniversalClient, account string) iter.Seq2[Delivery, error] {
	return func(yield func(Delivery, error) bool) {
		for last := "+"; ; {
			page, err := rdb.XRevRangeN(ctx, keyspace.Account(account).Out(), last, "-", newestPage).Result()
			if err != nil {
				yield(Delivery{}, fmt.Errorf("read the newest outcomes of account %s: %w", account, err))
				return
			}
			for _, d := range deliveries(page) {
				if !yield(d, nil) {
					return
				}
			}
			if len(page) < newestPage {
				return
			}
			last = "(" + page[len(page)-1].ID
		}
	}
}
