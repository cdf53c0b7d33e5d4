// Package imports shows the configured bulk imports, their runs and the rows that failed, to
// people and to scripts.
package imports

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/schedule"
)

// Standing is how one import stands. Its JSON is read by scripts: fields are added to it, never
// changed.
type Standing struct {
	Import   string     `json:"import"`
	Account  string     `json:"account"`
	Schedule string     `json:"schedule"` // "": by hand alone
	Source   string     `json:"source"`   // without what is secret in it
	Next     *time.Time `json:"next"`     // when it is due; null: not by itself
	Runs     []Run      `json:"runs"`     // the newest first
}

// Run is one run of an import.
type Run struct {
	ledger.State
	ETA *float64 `json:"eta_seconds"` // null: not known, or the run has ended
}

// Read gathers how the imports stand, in their order, each with all runs that are kept of it. It
// changes nothing. Errors are Redis's, and name the import.
func Read(ctx context.Context, rdb redis.UniversalClient, all []configs.Import, now time.Time) ([]Standing, error) {
	standings := make([]Standing, 0, len(all))
	for _, one := range all {
		runs, err := ledger.New(rdb, one.Account, one.Name).Runs(ctx)
		if err != nil {
			return nil, err
		}
		s := Standing{
			Import: one.Name, Account: one.Account, Schedule: one.Schedule, Source: sourceOf(one.Source),
			Next: nextOf(one.Schedule, now), Runs: make([]Run, 0, len(runs)),
		}
		for _, run := range runs {
			s.Runs = append(s.Runs, runOf(run))
		}
		standings = append(standings, s)
	}
	return standings, nil
}

// ReadRun reads one run of an import with the parts of its source. Errors: ledger.ErrNoRun, or
// Redis's.
func ReadRun(ctx context.Context, rdb redis.UniversalClient, of configs.Import, id string) (Run, error) {
	state, err := ledger.New(rdb, of.Account, of.Name).State(ctx, id)
	return runOf(state), err
}

func runOf(s ledger.State) Run {
	run := Run{State: s}
	if left, known := s.Left(); known && !s.Phase.Ended() {
		seconds := left.Seconds()
		run.ETA = &seconds
	}
	return run
}

// Latest is the run that most is to be said of: the one that is under way, else the newest, else
// nil.
func (s Standing) Latest() *Run {
	for i := range s.Runs {
		if s.Runs[i].Phase.UnderWay() {
			return &s.Runs[i]
		}
	}
	if len(s.Runs) == 0 {
		return nil
	}
	return &s.Runs[0]
}

// sourceOf names a source without what is secret in it.
func sourceOf(s configs.Source) string {
	s = s.Redacted()
	switch {
	case s.Path != "":
		return s.Path
	case s.URL != "":
		return s.URL
	case s.Bucket != "":
		return s.Bucket
	default:
		return "sql"
	}
}

// nextOf is when a schedule is due next; nil: never by itself.
func nextOf(line string, now time.Time) *time.Time {
	times, err := schedule.Parse(line)
	if err != nil { // "", for the settings were checked
		return nil
	}
	next := times.Next(now).At
	if next.IsZero() {
		return nil
	}
	next = next.UTC()
	return &next
}
