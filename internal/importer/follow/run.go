// Package follow knows what becomes of the rows that a run has queued: it counts their outcomes,
// finds those whose task is gone without one, and takes back what a cancelled run has queued. It
// returns how the run ends, and ends nothing itself.
package follow

import (
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/progress"
	"github.com/trackreg/trackreg/internal/importer/repeat"
	"github.com/trackreg/trackreg/queue"
)

// Run is what is to be known of the run that is followed.
type Run struct {
	Account, Import string
	Redis           redis.UniversalClient
	Inspector       *asynq.Inspector
	Ledger          *ledger.Run
	Retry           repeat.Redis
	Progress        *progress.Progress // is told what has ended
	LeaseFor        time.Duration      // after so long, outcomes are taken over that a dead worker had taken
	Log             zerolog.Logger
}

// bulk is the queue that the run feeds.
func (r Run) bulk() string { return queue.BulkQueue(r.Account) }
