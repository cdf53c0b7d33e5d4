package known

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// most is the most numbers that go in one script call.
const most = 1000

// Record is one account's record. Numbers go by their identities, as
// [queue.Entry.Identity] gives them: a number under one carrier says nothing of
// it under another. It is safe for concurrent use.
type Record struct {
	rdb    redis.UniversalClient
	keys   keyspace.Account
	months int

	// Now is the clock that says which month it is; NewRecord sets time.Now.
	Now func() time.Time
}

// NewRecord returns the account's record on rdb. A number stays known for the
// rest of the month (UTC) in which it was added and months-1 more. months is
// from 1 to [MonthsMost].
func NewRecord(rdb redis.UniversalClient, account string, months int) *Record {
	return &Record{rdb: rdb, keys: keyspace.Account(account), months: min(max(months, 1), MonthsMost), Now: time.Now}
}

// Check says of each identity whether it is known, a thousand in a round trip.
// It blocks until Redis has answered.
func (r *Record) Check(ctx context.Context, identities []string) ([]bool, error) {
	known := make([]bool, 0, len(identities))
	keys := r.named(monthsAt(r.Now(), r.months))
	for some := range slices.Chunk(identities, most) {
		found, err := checkScript.Run(ctx, r.rdb, keys, appendMarks(nil, some)...).Int64Slice()
		if err != nil {
			return nil, fmt.Errorf("look up %d known numbers of account %s: %w", len(some), string(r.keys), err)
		}
		for _, f := range found {
			known = append(known, f == 1)
		}
	}
	return known, nil
}

// Add adds identities to the current month, a thousand in a round trip, and
// returns how many that did not hold. To repeat it is safe.
func (r *Record) Add(ctx context.Context, identities []string) (int, error) {
	now, added := r.Now(), 0
	keys := r.named(monthsAt(now, 1))
	for some := range slices.Chunk(identities, most) {
		args := appendMarks([]any{firstOf(now, r.months).Unix()}, some)
		n, err := addScript.Run(ctx, r.rdb, keys, args...).Int()
		if err != nil {
			return added, fmt.Errorf("add %d known numbers of account %s: %w", len(some), string(r.keys), err)
		}
		added += n
	}
	return added, nil
}

// Forget takes identities out of all months and returns how many were known.
func (r *Record) Forget(ctx context.Context, identities []string) (int, error) {
	forgotten := 0
	for some := range slices.Chunk(identities, most) {
		n, err := forgetScript.Run(ctx, r.rdb, r.all(), appendMarks(nil, some)...).Int()
		if err != nil {
			return forgotten, fmt.Errorf("forget %d known numbers of account %s: %w", len(some), string(r.keys), err)
		}
		forgotten += n
	}
	return forgotten, nil
}

// ForgetAll drops the whole record.
func (r *Record) ForgetAll(ctx context.Context) error {
	if err := r.rdb.Unlink(ctx, r.all()...).Err(); err != nil {
		return fmt.Errorf("forget all known numbers of account %s: %w", string(r.keys), err)
	}
	return nil
}

// all are the keys of every month that may be there, whatever months was
// before, and a clock's error around them.
func (r *Record) all() []string {
	return r.named(monthsAt(firstOf(r.Now(), 1), MonthsMost+2))
}

func (r *Record) named(months []string) []string {
	keys := make([]string, len(months))
	for i, month := range months {
		keys[i] = r.keys.Known(month)
	}
	return keys
}
