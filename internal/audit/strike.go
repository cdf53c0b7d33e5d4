package audit

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// struck stands where a number stood.
const struck = "***"

// Strike takes a number out of what the account's deeds say, and returns of how many; the deeds
// stay. No entry of a stream can be changed, so each of them goes and comes again with its own
// time: whoever reads the stream meets it anew. To repeat it is safe. It may take a while, and ends
// with ctx.
func (r *Recorder) Strike(ctx context.Context, account, number string) (int, error) {
	if number == "" {
		return 0, nil
	}
	where, reader, n := wordOf(number), NewReader(r.rdb), 0
	for d, err := range reader.Since(ctx, account, time.Time{}) {
		if err != nil {
			return n, err
		}
		if !where.MatchString(d.What) && !where.MatchString(d.Filter) {
			continue
		}
		d.What, d.Filter = where.ReplaceAllLiteralString(d.What, struck), where.ReplaceAllLiteralString(d.Filter, struck)
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

// wordOf finds a number in any case where it is not part of another.
func wordOf(number string) *regexp.Regexp {
	text := regexp.QuoteMeta(number)
	if letterOrDigit.MatchString(number[:1]) {
		text = `\b` + text
	}
	if letterOrDigit.MatchString(number[len(number)-1:]) {
		text += `\b`
	}
	return regexp.MustCompile(`(?i)` + text)
}

var letterOrDigit = regexp.MustCompile(`[0-9A-Za-z]`)
