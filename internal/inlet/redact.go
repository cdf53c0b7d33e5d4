package inlet

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/salvage"
)

const (
	// redactPage is how many refused entries are read at once: each may have [EntryMost] bytes, and
	// all of them must fit in one reply.
	redactPage = 4
	// fieldReason and fieldEntry say why an entry was refused, and which.
	fieldReason = "reason"
	fieldEntry  = "entry"
	// fieldRedacted marks a refused entry that has lost what may name a person.
	fieldRedacted = "redacted"
)

// quotedText is what a reason quotes of an entry.
var quotedText = regexp.MustCompile(`"(\\.|[^"\\])*"`)

// Redact takes what may name a person out of the entries of the account that were refused before
// then: number, reason and the entry's id stay. A stream's entries cannot be changed, so each is
// written anew at its end. It returns how many, also when it ends with an error; to repeat it is safe.
func Redact(ctx context.Context, rdb redis.UniversalClient, account string, before time.Time) (int, error) {
	key := keyspace.Account(account).Refused()
	redacted := 0
	for from, end := "-", "("+strconv.FormatInt(max(before.UnixMilli(), 0), 10); ; {
		page, err := rdb.XRangeN(ctx, key, from, end, redactPage).Result()
		if err == nil {
			err = redactEntries(ctx, rdb, key, page, &redacted)
		}
		if err != nil {
			return redacted, fmt.Errorf("take personal data out of the refused entries of account %s: %w", account, err)
		}
		if len(page) < redactPage {
			return redacted, nil
		}
		from = "(" + page[len(page)-1].ID
	}
}

func redactEntries(ctx context.Context, rdb redis.UniversalClient, key string, page []redis.XMessage, redacted *int) error {
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		for _, entry := range page {
			if _, done := entry.Values[fieldRedacted]; !done {
				pipe.XAdd(ctx, &redis.XAddArgs{Stream: key, Values: redactedValues(texts(entry.Values))})
				pipe.XDel(ctx, key, entry.ID)
				*redacted++
			}
		}
		return nil
	})
	return err
}

// redactedValues are those of a refused entry that stay.
func redactedValues(fields map[string]string) []any {
	number := fields["number"]
	if payload, has := fields[fieldPayload]; has && number == "" {
		number = salvage.Entry([]byte(payload)).Number
	}
	values := []any{fieldReason, quotedText.ReplaceAllString(fields[fieldReason], `"…"`), fieldEntry, fields[fieldEntry], fieldRedacted, "1"}
	if number != "" {
		values = append(values, "number", number)
	}
	return values
}
