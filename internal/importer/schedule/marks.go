package schedule

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// MarksIn are the marks that the ledgers of the imports keep on a Redis.
func MarksIn(rdb redis.UniversalClient) Marks { return marks{rdb} }

type marks struct{ rdb redis.UniversalClient }

func (m marks) of(one configs.Import) *ledger.Ledger {
	return ledger.New(m.rdb, one.Account, one.Name)
}

// Begin implements [Marks].
func (m marks) Begin(ctx context.Context, of configs.Import, now time.Time) (time.Time, error) {
	return m.of(of).BeginSchedule(ctx, of.Schedule, now)
}

// Handed implements [Marks].
func (m marks) Handed(ctx context.Context, of configs.Import) (time.Time, error) {
	return m.of(of).Handed(ctx, of.Schedule)
}

// Advance implements [Marks].
func (m marks) Advance(ctx context.Context, of configs.Import, to time.Time) error {
	return m.of(of).Advance(ctx, of.Schedule, to)
}
