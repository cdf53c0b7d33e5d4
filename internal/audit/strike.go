package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// Strike takes a number out of what the account's deeds say, and returns of how many; the deeds
// stay. No entry of a stream can be changed, so each of them goes and comes again with its own
// time: whoever reads the stream meets it anew. To repeat it is safe. It may take a while, and ends
// with ctx.
func (r *Recorder) Strike(ctx context.Context, account, number string) (int, error) {
	if number == "" {
		return 0, nil
	}
	word, reader, n := WordOf(number), NewReader(r.rdb), 0
	for d, err := range reader.Since(ctx, account, time.Time{}) {
		if err != nil {
			return n, err
		}
		if !word.In(d.What) && !word.In(d.Filter) {
			continue
		}
		d.What, d.Filter = word.Strike(d.What), word.Strike(d.Filter)
		if err := r.replace(ctx, d); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// replace puts a deed in the place of the one with its id, or does nothing.
func (r *Recorder) replace(ctx context.Context, d Deed) error {
	stream := keyspace.Account(d.Account).Audit()
	_, err := r.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.XDel(ctx, stream, d.ID)
		pipe.XAdd(ctx, &redis.XAddArgs{Stream: stream, Values: values(d)})
		return nil
	})
	if err != nil {
		return fmt.Errorf("strike a number in the audit of account %s: %w", d.Account, err)
	}
	return nil
}
