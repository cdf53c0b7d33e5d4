package schedule

import (
	"context"
	"slices"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/configs"
)

const (
	// schedulerLook is the longest time between two looks at the clock, which may be set.
	schedulerLook = time.Minute
	// schedulerAgain is the time until what failed is tried again.
	schedulerAgain = 5 * time.Second
	// schedulerGrace bounds how long ago the last look may be for what was due since to be in time.
	schedulerGrace = 2 * time.Minute
	// schedulerMost is the most missed runs of an import that are made up: all but the newest end
	// at once as superseded, and somebody may run an import every minute and catch up a month.
	schedulerMost = 100
)

// Marks keep for all workers up to when the due times of an import were handed out, for each
// schedule that it has by some worker's settings: while workers are replaced one after the other,
// old and new settings run side by side.
type Marks interface {
	// Begin returns the mark, and makes it now where there is none.
	Begin(ctx context.Context, of configs.Import, now time.Time) (time.Time, error)
	Handed(ctx context.Context, of configs.Import) (time.Time, error)
	// Advance moves the mark on, never back.
	Advance(ctx context.Context, of configs.Import, to time.Time) error
}

// Enqueue makes the run of an import that was due at a wall time, and returns its id. It is no
// error where there is one already.
type Enqueue func(ctx context.Context, of configs.Import, wall string) (id string, err error)

// Scheduler hands out the runs of imports that have a schedule. Every worker has one. All come
// to the same due times, each by itself, and the run's id, which names the wall time, makes one
// run of them.
type Scheduler struct {
	imports []*timed
	marks   Marks
	enqueue Enqueue
	every   time.Duration // see schedulerLook
	log     zerolog.Logger
}

// NewScheduler returns a scheduler of those of the imports that have a schedule. The error says
// which schedule is none.
func NewScheduler(imports []configs.Import, marks Marks, enqueue Enqueue, log zerolog.Logger) (*Scheduler, error) {
	s := &Scheduler{marks: marks, enqueue: enqueue, every: schedulerLook, log: log}
	for _, one := range imports {
		if one.Schedule == "" {
			continue
		}
		times, err := Parse(one.Schedule)
		if err != nil {
			return nil, &configs.Error{Key: "the schedule of import " + one.Name, Problem: err.Error()}
		}
		s.imports = append(s.imports, &timed{Import: one, times: times})
	}
	return s, nil
}

// Run hands out runs until ctx ends, and returns nil then. What fails meanwhile is logged and
// tried again. Call it once.
func (s *Scheduler) Run(ctx context.Context) error {
	var group errgroup.Group
	for _, one := range s.imports {
		group.Go(func() error {
			s.follow(ctx, one)
			return nil
		})
	}
	return group.Wait()
}

// follow hands out the runs of one import.
func (s *Scheduler) follow(ctx context.Context, one *timed) {
	failing := false
	for ctx.Err() == nil {
		wait, err := s.look(ctx, one)
		if err != nil && !failing && ctx.Err() == nil {
			s.log.Warn().Err(err).Str("import", one.Name).Msg("the schedule of the import waits")
		}
		if failing = err != nil; failing {
			wait = schedulerAgain
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// look hands out what is due and returns how long nothing will be.
func (s *Scheduler) look(ctx context.Context, one *timed) (time.Duration, error) {
	now := time.Now()
	if one.mark.IsZero() {
		mark, err := s.marks.Begin(ctx, one.Import, now)
		if err != nil {
			return 0, err
		}
		one.handed(mark)
	}
	if one.due(now) {
		if err := s.handOut(ctx, one, now); err != nil {
			return 0, err
		}
	}
	one.looked = now
	return min(one.wait(now), s.every), nil
}

// handOut makes the runs that are due and then moves the mark on, in this order: a worker that
// dies between the two has made runs that another makes again, under ids that are taken.
func (s *Scheduler) handOut(ctx context.Context, one *timed, now time.Time) error {
	mark, err := s.marks.Handed(ctx, one.Import)
	if err != nil {
		return err
	}
	if mark.After(one.mark) { // by another worker
		one.handed(mark)
	}
	runs, missed, upTo := one.runs(now)
	if missed.Wall != "" {
		s.log.Warn().Str("import", one.Name).Str("since", missed.Wall).Dur("catch_up", one.CatchUp).Msg("runs of the import were missed for too long")
	}
	// The newest first, so that each that is older sees that it is superseded.
	for _, run := range slices.Backward(runs) {
		id, err := s.enqueue(ctx, one.Import, run.Wall)
		if err != nil {
			return err
		}
		s.log.Info().Str("import", one.Name).Str("run", id).Msg("the import is due")
	}
	if err := s.marks.Advance(ctx, one.Import, upTo); err != nil {
		return err
	}
	one.handed(upTo)
	return nil
}
