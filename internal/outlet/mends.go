package outlet

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/trackreg/trackreg/queue"
)

// chainMost is how many failures one success is the end of by what entries say that they mend: a
// number that was mended, failed again and was mended again is the second link of a chain.
const chainMost = 8

// claim is an entry's word that it mends a failure.
type claim struct {
	op, id string
	at     time.Time // a failure that is newer is not the one that was mended
}

// mendedFailures returns the failures that the successes among outcomes are the end of because
// their entries mend them, each followed by its record as it was read.
//
// An entry's word is believed as far as the record says the same. The failure must be there, in
// the same account and of the same operation, and be no newer than the mending: else an entry that
// waited for long, or one that was forged, would take away a failure that nobody has looked at.
// Whoever reads, compares and removes in that order leaves what is written in between, since only
// a record that is still as it was read is removed.
func (r *Recorder) mendedFailures(ctx context.Context, key string, outcomes []queue.Outcome) ([]any, error) {
	var found []any
	claims := claimsOf(outcomes)
	for range chainMost {
		if len(claims) == 0 {
			break
		}
		ids := make([]string, len(claims))
		for i, c := range claims {
			ids[i] = c.id
		}
		records, err := r.rdb.HMGet(ctx, key, ids...).Result()
		if err != nil {
			return nil, fmt.Errorf("look up the failures that were mended: %w", err)
		}
		var further []claim
		for i, c := range claims {
			text, _ := records[i].(string)
			its, ok := c.holdsFor(text)
			if !ok {
				continue
			}
			found = append(found, c.id, text)
			further = append(further, c.before(its)...)
		}
		claims = further
	}
	return found, nil
}

func claimsOf(outcomes []queue.Outcome) []claim {
	var claims []claim
	for _, o := range outcomes {
		if succeeded(o) && ofOperation(o.Op, o.Mends) {
			claims = append(claims, claim{op: o.Op, id: o.Mends, at: o.MendedAt})
		}
	}
	return claims
}

// holdsFor says whether the record, "" where there is none, is of the failure that was mended.
func (c claim) holdsFor(record string) (queue.Failure, bool) {
	var f queue.Failure
	if json.Unmarshal([]byte(record), &f) != nil {
		return f, false
	}
	return f, !f.At.After(c.at)
}

// before is what the failure's own entry had said that it mends.
func (c claim) before(f queue.Failure) []claim {
	entry, err := queue.ParseTask(f.Task, f.Payload)
	if err != nil || entry.Mends == c.id || !ofOperation(c.op, entry.Mends) {
		return nil
	}
	at := f.At
	if !entry.MendedAt.IsZero() && entry.MendedAt.Before(at) {
		at = entry.MendedAt
	}
	return []claim{{op: c.op, id: entry.Mends, at: at}}
}

func ofOperation(op, id string) bool { return strings.HasPrefix(id, op+":") }
