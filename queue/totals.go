package queue

import (
	"context"
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// Totals counts an account's outcomes by their kind, since the account was
// first used. As outcomes are written at-least-once, so are they counted.
type Totals map[string]int64

// Done is the number of tasks that ended well: registered, or known to be.
func (t Totals) Done() int64 { return t[Registered] + t[AlreadyRegistered] + t[Known] }

// ByCall is the number of tasks that ended by an answer of the vendor's.
func (t Totals) ByCall() int64 {
	return t[Registered] + t[AlreadyRegistered] + t[Rejected] + t[Exhausted]
}

// ReadTotals returns the account's totals.
func ReadTotals(ctx context.Context, rdb redis.UniversalClient, account string) (Totals, error) {
	fields, err := rdb.HGetAll(ctx, keyspace.Account(account).Totals()).Result()
	if err != nil {
		return nil, fmt.Errorf("read totals of account %s: %w", account, err)
	}
	totals := Totals{}
	for outcome, count := range fields {
		totals[outcome], _ = strconv.ParseInt(count, 10, 64)
	}
	return totals, nil
}
