// Package strays keeps which tasks lie among the active ones while no process works on them and
// none has a lease on them, as a crash between two commands or a restored snapshot leaves them.
// asynq looks at leases alone, so such a task stays active for ever.
package strays

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// Stray is such a task.
type Stray struct {
	Task  string    `json:"task"`
	Queue string    `json:"queue"`
	Since time.Time `json:"since"` // when it was first seen so
	Again string    `json:"again"` // the task that was queued in its place
}

// field names a stray: a task's id is its queue's own.
func (s Stray) field() string { return s.Queue + "/" + s.Task }

// Record is an account's record of them. It is safe for concurrent use.
type Record struct {
	rdb     redis.UniversalClient
	account string
	key     string
}

// Key returns the key of an account's record, a hash by tasks.
func Key(account string) string { return keyspace.Account(account).Own("strays") }

// NewRecord returns the record of an account on rdb.
func NewRecord(rdb redis.UniversalClient, account string) *Record {
	return &Record{rdb: rdb, account: account, key: Key(account)}
}

// All returns the strays in the order in which they were seen. Errors are Redis's.
func (r *Record) All(ctx context.Context) ([]Stray, error) {
	fields, err := r.rdb.HGetAll(ctx, r.key).Result()
	if err != nil {
		return nil, fmt.Errorf("read the stray tasks of account %s: %w", r.account, err)
	}
	all := make([]Stray, 0, len(fields))
	for _, text := range fields {
		var s Stray
		if json.Unmarshal([]byte(text), &s) == nil { // else not ours
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b Stray) int {
		if c := a.Since.Compare(b.Since); c != 0 {
			return c
		}
		return strings.Compare(a.Task, b.Task)
	})
	return all, nil
}

// Put notes a stray. Errors are Redis's.
func (r *Record) Put(ctx context.Context, s Stray) error {
	text, err := json.Marshal(s)
	if err == nil {
		err = r.rdb.HSet(ctx, r.key, s.field(), text).Err()
	}
	if err != nil {
		return fmt.Errorf("note a stray task of account %s: %w", r.account, err)
	}
	return nil
}

// Remove forgets strays that are no more. Errors are Redis's.
func (r *Record) Remove(ctx context.Context, gone ...Stray) error {
	if len(gone) == 0 {
		return nil
	}
	fields := make([]string, len(gone))
	for i, s := range gone {
		fields[i] = s.field()
	}
	if err := r.rdb.HDel(ctx, r.key, fields...).Err(); err != nil {
		return fmt.Errorf("forget stray tasks of account %s: %w", r.account, err)
	}
	return nil
}
