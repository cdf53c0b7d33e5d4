package queue

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Recorder makes outcomes durable. Safe for concurrent use.
type Recorder struct{ rdb redis.UniversalClient }

// NewRecorder returns a recorder that writes by rdb.
func NewRecorder(rdb redis.UniversalClient) *Recorder { return &Recorder{rdb: rdb} }

// Record writes the outcomes to their accounts' streams and failures records,
// in one transaction, and so one round trip, per account. On an error some may
// have been written: record them all again. A repeat adds them to the stream once more.
func (r *Recorder) Record(ctx context.Context, outcomes []Outcome) error { panic("soon") }
