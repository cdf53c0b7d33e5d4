package standing

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/schedule"
)

// Import is how one import stands. Its JSON is read by scripts: fields are added to it, never
// changed.
type Import struct {
	Name     string     `json:"import"`
	Account  string     `json:"account"`
	Schedule string     `json:"schedule"` // "": by hand alone
	Source   string     `json:"source"`   // without what is secret in it
	Next     *time.Time `json:"next"`     // when it is due, in UTC; null: not by itself
	Runs     []Run      `json:"runs"`     // the newest first
	// Looked is when a run last ended that found nothing to read, if none has been since that is to be
	// heard of; null: otherwise.
	Looked *time.Time `json:"looked"`

	Zone *time.Location `json:"-"` // where the schedule's clock hangs; nil with Next
}

// ReadImports gathers how the imports stand, in their order, each with all runs that are kept of
// it. It changes nothing. Errors are Redis's, and name the import.
func ReadImports(ctx context.Context, rdb redis.UniversalClient, imports []configs.Import, now time.Time) ([]Import, error) {
	all := make([]Import, 0, len(imports))
	for _, of := range imports {
		states, err := ledger.New(rdb, of.Account, of.Name).Runs(ctx)
		if err != nil {
			return nil, err
		}
		one := Import{Name: of.Name, Account: of.Account, Schedule: of.Schedule, Source: sourceOf(of.Source), Runs: make([]Run, 0, len(states))}
		one.Next, one.Zone = nextOf(of.Schedule, now)
		for _, state := range states {
			one.Runs = append(one.Runs, runOf(state))
		}
		one.Looked = one.looked()
		all = append(all, one)
	}
	return all, nil
}

// ReadImport gathers how one import stands, its latest run with the parts of its source. Errors
// are Redis's.
func ReadImport(ctx context.Context, rdb redis.UniversalClient, of configs.Import, now time.Time) (Import, error) {
	all, err := ReadImports(ctx, rdb, []configs.Import{of}, now)
	if err != nil {
		return Import{}, err
	}
	latest := all[0].Latest()
	if latest == nil {
		return all[0], nil
	}
	*latest, err = ReadRun(ctx, rdb, of, latest.ID)
	return all[0], err
}

// Latest is the run that most is to be said of: the one that is under way, else the newest that
// waits, read something or could not, else the newest, else nil. That it could not read is not said
// any more once a later run could, though there was nothing.
func (i Import) Latest() *Run {
	for at := range i.Runs {
		if i.Runs[at].Phase.UnderWay() {
			return &i.Runs[at]
		}
	}
	looked := false
	for at := range i.Runs {
		run := &i.Runs[at]
		if run.Quiet() {
			looked = looked || run.Phase == ledger.Finished
		} else if !looked || run.Counts.Read > 0 || !run.Phase.Ended() {
			return run
		}
	}
	return i.Newest()
}

// Newest is the run that began last, else nil.
func (i Import) Newest() *Run {
	if len(i.Runs) == 0 {
		return nil
	}
	return &i.Runs[0]
}

// looked is when the import was last found to have nothing new, if nothing came of it since.
func (i Import) looked() *time.Time {
	for _, run := range i.Runs {
		switch {
		case run.Quiet() && run.Phase == ledger.Finished:
			return &run.Ended
		case !run.Quiet():
			return nil
		}
	}
	return nil
}

// Success is when a run last finished; zero: none has.
func (i Import) Success() time.Time {
	for _, run := range i.Runs {
		if run.Phase == ledger.Finished {
			return run.Ended
		}
	}
	return time.Time{}
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

// nextOf is when a schedule is due next, and the zone of its clock; nil: never by itself.
func nextOf(line string, now time.Time) (*time.Time, *time.Location) {
	times, err := schedule.Parse(line)
	if err != nil { // "", for the settings were checked
		return nil, nil
	}
	due := times.Next(now).At
	if due.IsZero() {
		return nil, nil
	}
	next := due.UTC()
	return &next, due.Location()
}
