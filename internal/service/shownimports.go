package service

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/schedule"
	"github.com/trackreg/trackreg/internal/view/page/board"
)

// cancelWithin bounds the wait for a cancelled run to end.
const cancelWithin = time.Minute

// shownImports are the imports of the settings as the status page shows and moves them.
type shownImports struct {
	o    importer.Options
	due  map[string]*schedule.Schedule // of those that have one
	runs func(ctx context.Context, of configs.Import) ([]ledger.State, error)
}

func importsOf(b *backend.Backend, log zerolog.Logger) (*shownImports, error) {
	s := &shownImports{o: importer.FromSettings(b.Settings), due: map[string]*schedule.Schedule{}}
	s.o.Redis, s.o.Log = b.Redis, log
	for _, one := range s.o.Imports {
		if one.Schedule == "" {
			continue
		}
		due, err := schedule.Parse(one.Schedule)
		if err != nil {
			return nil, fmt.Errorf("import %s: %w", one.Name, err)
		}
		s.due[one.Name] = due
	}
	s.runs = func(ctx context.Context, of configs.Import) ([]ledger.State, error) {
		return importer.Status(ctx, b.Redis, of.Account, of.Name)
	}
	return s, nil
}

// Imports returns the imports and the run of each that tells most: the one under
// way, else the newest.
func (s *shownImports) Imports(ctx context.Context) ([]board.Import, error) {
	all := make([]board.Import, len(s.o.Imports))
	for i, one := range s.o.Imports {
		all[i] = board.Import{Name: one.Name, Account: one.Account, Schedule: one.Schedule}
		if due := s.due[one.Name]; due != nil {
			all[i].Next = due.Next(time.Now()).At
		}
		runs, err := s.runs(ctx, one)
		if err != nil {
			return nil, err
		}
		all[i].Run = tellingRun(runs)
	}
	return all, nil
}

func tellingRun(runs []ledger.State) *board.Run {
	if len(runs) == 0 {
		return nil
	}
	state := telling(runs)
	run := &board.Run{
		ID: state.ID, Phase: string(state.Phase), Active: !state.Phase.Ended(), Why: state.Why, Share: state.Share,
		Started: state.Started, Ended: state.Ended, Counts: countsOf(state.Counts),
	}
	run.Left, run.LeftKnown = state.Left()
	for _, p := range state.Problems {
		run.Problems = append(run.Problems, placed(p))
	}
	return run
}

// placed is a problem with its place.
func placed(p ledger.Problem) string {
	switch {
	case p.Part == "":
		return p.Message
	case p.Line == 0:
		return p.Part + ": " + p.Message
	}
	return fmt.Sprintf("%s, line %d: %s", p.Part, p.Line, p.Message)
}

// countsOf are the counters in the order of a row's way; those of 0 are left out but for the first.
func countsOf(c ledger.Counts) []board.Count {
	all := []board.Count{{Name: "read", N: c.Read}}
	for _, one := range []board.Count{
		{Name: "invalid", N: c.Invalid}, {Name: "older", N: c.Older}, {Name: "duplicate", N: c.Duplicate}, {Name: "known", N: c.Known},
		{Name: "failed before", N: c.FailedBefore}, {Name: "queued", N: c.Queued}, {Name: "registered", N: c.Registered},
		{Name: "already registered", N: c.AlreadyRegistered}, {Name: "rejected", N: c.Rejected}, {Name: "exhausted", N: c.Exhausted},
		{Name: "expired", N: c.Expired}, {Name: "cancelled", N: c.Cancelled}, {Name: "removed", N: c.Removed},
	} {
		if one.N > 0 {
			all = append(all, one)
		}
	}
	return all
}

// Run queues a run by hand.
func (s *shownImports) Run(ctx context.Context, name string) (string, error) {
	of, err := s.named(name)
	if err != nil {
		return "", err
	}
	return importer.Start(ctx, s.o.Redis, of, importer.By{At: time.Now()})
}

// Cancel ends the runs that have not ended, and waits for that for a minute at most.
func (s *shownImports) Cancel(ctx context.Context, name string) error {
	of, err := s.named(name)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, cancelWithin)
	defer cancel()
	_, err = importer.Cancel(ctx, s.o, of)
	return err
}

func (s *shownImports) named(name string) (configs.Import, error) {
	i := slices.IndexFunc(s.o.Imports, func(one configs.Import) bool { return one.Name == name })
	if i < 0 {
		return configs.Import{}, fmt.Errorf("there is no import %s", name)
	}
	return s.o.Imports[i], nil
}
