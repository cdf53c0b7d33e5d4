package queue

import (
	"context"
	"encoding/json"
	"iter"
	"time"

	"github.com/redis/go-redis/v9"
)

// Failure is a number's entry in the failures record.
type Failure struct {
	ID       string          `json:"-"` // the hash field: "register:3011:RR123456789CN"
	Class    string          `json:"class"`
	Outcome  string          `json:"outcome"`
	Code     int             `json:"code"`
	Message  string          `json:"message"`
	Remedy   string          `json:"remedy"`
	Payload  json.RawMessage `json:"payload"` // the entry; a JSON string where it was no JSON
	Task     string          `json:"task"`
	Queue    string          `json:"queue"`
	Attempts int             `json:"attempts"`
	At       time.Time       `json:"at"`
}

// Filter picks failures; a zero field picks all.
type Filter struct {
	Class   string
	Outcome string
	Code    int
	Remedy  string
	Number  string    // in any case
	Since   time.Time // at or after
	Before  time.Time // earlier than
}

// Failures is an account's record of numbers that failed for good. Safe for concurrent use.
type Failures struct{}

// NewFailures returns the account's record on rdb.
func NewFailures(rdb redis.UniversalClient, account string) *Failures { panic("soon") }

// Len returns how many failures the record holds.
func (f *Failures) Len(ctx context.Context) (int64, error) { panic("soon") }

// All yields the failures the filter picks, in no order; it ends after the first error.
func (f *Failures) All(ctx context.Context, pick Filter) iter.Seq2[Failure, error] { panic("soon") }

// Get returns the failure of a number under a carrier, if there is one; id is [Entry.Identity].
func (f *Failures) Get(ctx context.Context, ids ...string) (map[string]Failure, error) { panic("soon") }

// Cause is what failures are counted by.
type Cause struct {
	Class  string
	Code   int
	Remedy string
}

// Count counts the failures the filter picks by their cause.
func (f *Failures) Count(ctx context.Context, pick Filter) (map[Cause]int, error) { panic("soon") }

// Retry enqueues what the filter picks anew.
func (f *Failures) Retry(ctx context.Context, pick Filter, done func(f Failure, r Receipt, err error)) (Tally, error) {
	panic("soon")
}

// Drop removes what the filter picks from the record and returns how many.
func (f *Failures) Drop(ctx context.Context, pick Filter) (int, error) { panic("soon") }
