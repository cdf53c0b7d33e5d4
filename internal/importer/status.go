package importer

import (
	"context"
	"iter"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// Status returns the runs of an import, the newest first, without the parts of their sources.
func Status(ctx context.Context, rdb redis.UniversalClient, account, name string) ([]ledger.State, error) {
	return ledger.New(rdb, account, name).Runs(ctx)
}

// Failures yields the rows of a run that were invalid or failed, in the order in which they were
// read, and ends after the first error. How they are written is in the parts of the run's state.
func Failures(ctx context.Context, rdb redis.UniversalClient, account, name, run string) iter.Seq2[ledger.FailedRow, error] {
	return ledger.New(rdb, account, name).Failed(ctx, run)
}
