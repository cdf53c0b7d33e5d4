package queue

import (
	"context"
	"fmt"
	"iter"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// scanCount is how many failures are read in one round trip, about.
const scanCount = 1000

// Failures is an account's record of the numbers that failed for good. Unlike
// asynq's archive it is neither cut nor does it expire: it is the truth about
// failures. It is safe for concurrent use.
type Failures struct {
	rdb      redis.UniversalClient
	account  string
	producer *Producer
}

// NewFailures returns the account's record on rdb.
func NewFailures(rdb redis.UniversalClient, account string) *Failures {
	return &Failures{rdb: rdb, account: account, producer: NewProducer(rdb, Account(account))}
}

func (s *Failures) key() string { return keyspace.Account(s.account).Failures() }

// Len returns how many failures the record holds.
func (s *Failures) Len(ctx context.Context) (int64, error) {
	n, err := s.rdb.HLen(ctx, s.key()).Result()
	if err != nil {
		return 0, fmt.Errorf("count failures of account %s: %w", s.account, err)
	}
	return n, nil
}

// Get returns those of the failures with the given ids ([Entry.Identity]) that
// there are, by id, in one round trip.
func (s *Failures) Get(ctx context.Context, ids ...string) (map[string]Failure, error) {
	found := make(map[string]Failure)
	if len(ids) == 0 {
		return found, nil
	}
	records, err := s.rdb.HMGet(ctx, s.key(), ids...).Result()
	if err != nil {
		return nil, fmt.Errorf("look up failures of account %s: %w", s.account, err)
	}
	for i, record := range records {
		if text, ok := record.(string); ok {
			found[ids[i]] = parseFailure(ids[i], text)
		}
	}
	return found, nil
}

// All yields the failures that pick picks, in no order, and ends after the first
// error. It reads on as it is consumed, so what is entered or removed
// meanwhile may be missed, and one may come twice while the record shrinks.
func (s *Failures) All(ctx context.Context, pick Filter) iter.Seq2[Failure, error] {
	return func(yield func(Failure, error) bool) {
		for r, err := range s.scan(ctx, pick) {
			if !yield(r.failure, err) {
				return
			}
		}
	}
}

// record is a failure and the text it was read from.
type record struct {
	failure Failure
	text    string
}

func (s *Failures) scan(ctx context.Context, pick Filter) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		for cursor := uint64(0); ; {
			page, next, err := s.rdb.HScan(ctx, s.key(), cursor, "", scanCount).Result()
			if err != nil {
				yield(record{}, fmt.Errorf("read failures of account %s: %w", s.account, err))
				return
			}
			for i := 0; i+1 < len(page); i += 2 {
				r := record{failure: parseFailure(page[i], page[i+1]), text: page[i+1]}
				if pick.picks(r.failure) && !yield(r, nil) {
					return
				}
			}
			if cursor = next; cursor == 0 {
				return
			}
		}
	}
}

// Cause is what failures are counted by.
type Cause struct {
	Class  string
	Code   int
	Remedy string
}

// Count counts the failures that pick picks by their cause.
func (s *Failures) Count(ctx context.Context, pick Filter) (map[Cause]int, error) {
	counts := make(map[Cause]int)
	for f, err := range s.All(ctx, pick) {
		if err != nil {
			return nil, err
		}
		counts[Cause{f.Class, f.Code, f.Remedy}]++
	}
	return counts, nil
}
