// Package feed reads the source of a run row by row, and queues and counts what is new, chunk by
// chunk as the ledger has it. It returns how the run is to end, and ends nothing itself.
package feed

import (
	"context"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/progress"
	"github.com/trackreg/trackreg/internal/importer/repeat"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/trouble"
	"github.com/trackreg/trackreg/queue"
)

// Run is what is to be known of the run that is fed.
type Run struct {
	Import configs.Import
	// State is how far the run was when this process took it up.
	State ledger.State
	// Source opens what is read, once.
	Source func() (source.Source, error)
	// Abandoned is why nobody reads on for the run; "": somebody does.
	Abandoned string
	// HighWater is how many numbers may be pending or active before the run waits.
	HighWater int64
	// KnownMonths is how long registered numbers stay known; 0: none is left out for that.
	KnownMonths int

	Redis     redis.UniversalClient
	Inspector *asynq.Inspector
	Ledger    *ledger.Run
	Retry     repeat.Redis
	Progress  *progress.Progress // is told what is queued
	Trouble   *trouble.Trouble
	// CaughtUp waits until every outcome that there is by now was counted.
	CaughtUp func(context.Context) error
	Missing  Missing
	Log      zerolog.Logger
}

// Missing looks for rows whose task is gone, and which room would otherwise be kept for.
type Missing interface {
	// Due says whether to look now.
	Due() bool
	// Look ends those that are gone as it is told.
	Look(ctx context.Context, as string) error
}

// Feed queues the source's rows from the cursor on, and returns how the run is to end when they
// have. An error says that it is to be gone on with another time.
func Feed(ctx context.Context, r Run) (phase ledger.Phase, why string, err error) {
	f := newFeeder(r)
	defer f.close()
	ended, err := f.all(ctx)
	return ended.phase, ended.why, err
}

// CommitUnread counts rows as they were planned by a process that died, without reading them
// again. Those that it had not queued any more end as removed or cancelled.
func CommitUnread(ctx context.Context, r Run) error {
	return newFeeder(r).commitUnread(ctx, r.State.Pending())
}

// bulk is the queue that the run feeds.
func (r Run) bulk() string { return queue.BulkQueue(r.Import.Account) }
