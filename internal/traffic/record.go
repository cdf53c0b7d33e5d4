package traffic

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/meter"
)

// Record is what is kept of an account's traffic. It is safe for concurrent use.
type Record struct {
	rdb     redis.UniversalClient
	account string
}

// NewRecord returns the record of an account on rdb.
func NewRecord(rdb redis.UniversalClient, account string) *Record { return &Record{rdb, account} }

// Traffic is what an account has under way.
type Traffic struct {
	InCalls  InCalls
	Readings []meter.Reading // that tell how fast it goes, the oldest first; none: nobody took any
}

// Read returns what is under way; now is a reading by Redis's clock. Errors are Redis's.
func (r *Record) Read(ctx context.Context, now meter.Reading) (Traffic, error) {
	var calls *redis.MapStringStringCmd
	var lines *redis.StringSliceCmd
	_, err := r.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		calls, lines = pipe.HGetAll(ctx, inCallsKey(r.account)), pipe.LRange(ctx, readingsKey(r.account), 0, kept-1)
		return nil
	})
	if err != nil {
		return Traffic{}, fmt.Errorf("read what account %s has under way: %w", r.account, err)
	}
	return Traffic{InCalls: inCalls(calls.Val(), now.At), Readings: readings(lines.Val(), now)}, nil
}
