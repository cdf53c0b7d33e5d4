package standing

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// Run is one run of an import.
type Run struct {
	ledger.State
	ETA *float64 `json:"eta_seconds"` // null: not known, or the run has ended
}

// ReadRun reads one run of an import with the parts of its source. Errors: ledger.ErrNoRun, or
// Redis's.
func ReadRun(ctx context.Context, rdb redis.UniversalClient, of configs.Import, id string) (Run, error) {
	state, err := ledger.New(rdb, of.Account, of.Name).State(ctx, id)
	return runOf(state), err
}

// ReadRuns reads all runs that are kept of an import, the newest first, without the parts of their
// sources: those of [Import], and older ones of which failed rows are kept. Errors are Redis's.
func ReadRuns(ctx context.Context, rdb redis.UniversalClient, of configs.Import) ([]Run, error) {
	states, err := ledger.New(rdb, of.Account, of.Name).AllRuns(ctx)
	runs := make([]Run, len(states))
	for i, state := range states {
		runs[i] = runOf(state)
	}
	return runs, err
}

// FindRun reads a run of an import with the parts of its source, by its id or what follows the
// import's name in it; "" is the latest. Errors: ledger.ErrNoRun, or Redis's.
func FindRun(ctx context.Context, rdb redis.UniversalClient, of configs.Import, id string) (Run, error) {
	if id == "" {
		one, err := ReadImport(ctx, rdb, of, time.Time{})
		if err != nil {
			return Run{}, err
		}
		if latest := one.Latest(); latest != nil {
			return *latest, nil
		}
		return Run{}, fmt.Errorf("import %s: %w", of.Name, ledger.ErrNoRun)
	}
	if !strings.Contains(id, "@") {
		id = of.Name + "@" + id
	}
	return ReadRun(ctx, rdb, of, id)
}

func runOf(s ledger.State) Run {
	run := Run{State: s}
	if left, known := s.Left(); known && !s.Phase.Ended() {
		seconds := left.Seconds()
		run.ETA = &seconds
	}
	return run
}

// Left is the ETA as a duration; false: it is not known, or the run has ended.
func (r Run) Left() (time.Duration, bool) { return durationOf(r.ETA) }

// Failed is how many rows were invalid or failed.
func (r Run) Failed() int64 {
	c := r.Counts
	return c.Invalid + c.Rejected + c.Exhausted + c.Expired
}
