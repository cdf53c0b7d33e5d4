package queue

import (
	"context"
	"fmt"
	"strings"
)

const (
	// findPage is how many failures Redis looks through in one round trip.
	findPage = 5000
	// findMost is how many are found at most: a number fails under a few carriers, and no more.
	findMost = 100
)

// Find returns the failures of a number, trimmed and in any case, under whatever
// carrier, and how many of the record were looked through, about. Redis compares them, so
// that it is much faster than [Failures.All], but it still looks through the whole
// record: a hundred thousand in some ten milliseconds. When ctx ends before,
// Find returns what it has found with ctx's error.
func (s *Failures) Find(ctx context.Context, number string) (found []Failure, looked int64, err error) {
	match := "*:" + literally(NumberKey(number))
	for cursor := uint64(0); ; {
		page, next, err := s.rdb.HScan(ctx, s.key(), cursor, match, findPage).Result()
		if err != nil {
			return found, looked, fmt.Errorf("look for failures of account %s: %w", s.account, err)
		}
		looked += findPage
		for i := 0; i+1 < len(page) && len(found) < findMost; i += 2 {
			if f := parseFailure(page[i], page[i+1]); NumberKey(f.Number()) == NumberKey(number) {
				found = append(found, f)
			}
		}
		if cursor = next; cursor == 0 {
			total, err := s.Len(ctx)
			return found, total, err
		}
	}
}

// literally escapes what a pattern of Redis's gives a meaning.
func literally(text string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`).Replace(text)
}
