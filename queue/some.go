package queue

import (
	"context"
	"fmt"
	"iter"
	"slices"
)

const (
	// somePage is how many failures Redis is asked for in one round trip where some are read.
	somePage = 200
	// someLooked bounds how many are looked through for some, and so the time that it takes.
	someLooked = 20_000
	// someFound bounds it where a number is looked for.
	someFound = 500_000
	// theseAtOnce is how many are read by their ids in one round trip.
	theseAtOnce = 500
)

// Some are the failures of one look into the record.
type Some struct {
	Failures []Failure
	Next     uint64 // where the next look goes on; 0: this was the last
	Cut      bool   // there were more than could be handed out, which no further look shows
}

// Some returns about as many failures that pick picks as are wanted, in no order, from a place in
// the record on: 0 at first, and [Some.Next] after that. It looks through 20,000 of them at most, or 500,000 for a number, so that
// where few are picked fewer come, or none. It holds no more than ten times as many as are wanted. What is entered or
// removed between two looks may be missed, or come twice. Errors are Redis's, wrapped.
func (s *Failures) Some(ctx context.Context, pick Filter, from uint64, wanted int) (Some, error) {
	some := Some{Next: from}
	match, count, most := "", int64(somePage), int64(someLooked)
	if pick.Number != "" { // Redis compares numbers, and faster
		match, count, most = "*:"+literally(NumberKey(pick.Number)), findPage, someFound
	}
	for looked := int64(0); ; {
		page, next, err := s.rdb.HScan(ctx, s.key(), some.Next, match, count).Result()
		if err != nil {
			return Some{}, fmt.Errorf("read failures of account %s: %w", s.account, err)
		}
		looked += count
		for i := 0; i+1 < len(page); i += 2 {
			f := parseFailure(page[i], page[i+1])
			if !pick.picks(f) {
				continue
			}
			if len(some.Failures) == 10*wanted {
				some.Cut = true
				break
			}
			some.Failures = append(some.Failures, f)
		}
		some.Next = next
		if next == 0 || len(some.Failures) >= wanted || looked >= most {
			return some, nil
		}
	}
}

// these yields the failures of the ids that there are, each once.
func (s *Failures) these(ctx context.Context, ids []string) iter.Seq2[record, error] {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	return func(yield func(record, error) bool) {
		for some := range slices.Chunk(ids, theseAtOnce) {
			texts, err := s.rdb.HMGet(ctx, s.key(), some...).Result()
			if err != nil {
				yield(record{}, fmt.Errorf("read failures of account %s: %w", s.account, err))
				return
			}
			for i, text := range texts {
				if text, ok := text.(string); ok && !yield(record{failure: parseFailure(some[i], text), text: text}, nil) {
					return
				}
			}
		}
	}
}
