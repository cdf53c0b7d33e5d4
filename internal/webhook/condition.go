package webhook

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/wire"
)

// Condition is how an account's webhook stands. It is kept in Redis, since whoever shows it is seldom
// the process that posts.
type Condition struct {
	Answer string    // the latest, in words, which are in part the receiver's own
	At     time.Time // when that came; zero: nothing was posted yet
	Since  time.Time // of the first of the tries that were not taken; zero: the latest was
	Tries  int       // so many since then
	Next   time.Time // when it is tried again
	told   bool      // the event says it
}

// Failing reports whether the receiver has not taken the latest post.
func (c Condition) Failing() bool { return !c.Since.IsZero() }

// answerTaken is the Answer of a receiver that takes what is posted.
const answerTaken = "taken"

// The fields of the hash. Those of a newer version are passed over.
const (
	fieldAnswer = "answer"
	fieldAt     = "at"
	fieldSince  = "since"
	fieldTries  = "tries"
	fieldNext   = "next"
	fieldTold   = "told"
	fieldNow    = "now" // somebody asks for the next try at once
)

func conditionKey(account string) string { return keyspace.Account(account).Own("webhook") }

// ReadCondition returns how the webhook of an account stands; the zero Condition if nothing was posted yet.
func ReadCondition(ctx context.Context, rdb redis.Cmdable, account string) (Condition, error) {
	h, err := rdb.HGetAll(ctx, conditionKey(account)).Result()
	if err != nil {
		return Condition{}, fmt.Errorf("read how the webhook of account %s stands: %w", account, err)
	}
	c := Condition{Answer: h[fieldAnswer], At: timeIn(h[fieldAt]), Since: timeIn(h[fieldSince]), Next: timeIn(h[fieldNext])}
	c.Tries, _ = strconv.Atoi(h[fieldTries])
	c.told = h[fieldTold] != ""
	return c, nil
}

// PostNow has whoever posts for the account, and waits before its next try, make it within a second.
func PostNow(ctx context.Context, rdb redis.Cmdable, account string) error {
	if err := rdb.HSet(ctx, conditionKey(account), fieldNow, 1).Err(); err != nil {
		return fmt.Errorf("ask for the webhook of account %s: %w", account, err)
	}
	return nil
}

// timeIn reads a time as it is written; anything else is none.
func timeIn(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

// values are the fields of a condition: what does not hold is "".
func (c Condition) values() []any {
	text := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return wire.FormatTime(t)
	}
	told := ""
	if c.told {
		told = "1"
	}
	return []any{
		fieldAnswer, c.Answer, fieldAt, text(c.At), fieldSince, text(c.Since),
		fieldTries, c.Tries, fieldNext, text(c.Next), fieldTold, told,
	}
}
