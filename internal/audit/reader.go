package audit

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/wire"
)

const (
	// page is how many deeds are read in one round trip.
	page = 1000
	// clocksApart is how far Redis's clock may be from that of whoever did something.
	clocksApart = time.Minute
)

// Reader reads what was recorded. It is safe for concurrent use.
type Reader struct{ rdb redis.UniversalClient }

// NewReader returns a reader of the deeds on rdb.
func NewReader(rdb redis.UniversalClient) *Reader { return &Reader{rdb: rdb} }

// Newest returns up to n deeds of the account, the newest first, in one round trip.
func (r *Reader) Newest(ctx context.Context, account string, n int64) ([]Deed, error) {
	return r.page(ctx, account, "+", "-", n)
}

// Since yields the account's deeds since a time, the newest in the stream first, and ends after the
// first error; the zero time yields all that are kept. It reads a thousand at a time as it is
// consumed: break off to read no more.
func (r *Reader) Since(ctx context.Context, account string, since time.Time) iter.Seq2[Deed, error] {
	first := "-"
	if !since.IsZero() { // the entry came behind the deed, by Redis's clock
		first = strconv.FormatInt(max(since.Add(-clocksApart).UnixMilli(), 0), 10)
	}
	return func(yield func(Deed, error) bool) {
		for last := "+"; ; {
			deeds, err := r.page(ctx, account, last, first, page)
			if err != nil {
				yield(Deed{}, err)
				return
			}
			for _, d := range deeds {
				if d.At.Before(since) { // what a number was struck out of came again later
					continue
				}
				if !yield(d, nil) {
					return
				}
			}
			if len(deeds) < page {
				return
			}
			last = "(" + deeds[len(deeds)-1].ID
		}
	}
}

func (r *Reader) page(ctx context.Context, account, last, first string, n int64) ([]Deed, error) {
	messages, err := r.rdb.XRevRangeN(ctx, keyspace.Account(account).Audit(), last, first, n).Result()
	if err != nil {
		return nil, fmt.Errorf("read the audit of account %s: %w", account, err)
	}
	deeds := make([]Deed, len(messages))
	for i, m := range messages {
		deeds[i] = parse(m, account)
	}
	return deeds, nil
}

// parse reads one entry; what is missing in it is "".
func parse(m redis.XMessage, account string) Deed {
	text := func(name string) string { s, _ := m.Values[name].(string); return s }
	d := Deed{
		ID: m.ID, At: wire.ParseTime(text("at")), Who: text("who"), Via: text("via"), What: text("what"),
		Account: account, Filter: text("filter"),
	}
	if n, err := strconv.Atoi(text("count")); err == nil {
		d.Count = &n
	}
	return d
}
