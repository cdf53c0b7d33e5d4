package importer

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/schedule"
)

// Importer runs imports, and hands out the runs of those that have a schedule.
type Importer struct {
	o         Options
	scheduler *schedule.Scheduler
}

// New returns an importer that is ready to run. The error says which import's schedule is none.
func New(o Options) (*Importer, error) {
	o = o.withDefaults()
	enqueue := func(ctx context.Context, of configs.Import, wall string) (string, error) {
		id, err := Start(ctx, o.Redis, of, By{Due: wall})
		if errors.Is(err, ErrStarted) {
			return id, nil
		}
		return id, err
	}
	scheduler, err := schedule.NewScheduler(o.Imports, schedule.MarksIn(o.Redis), enqueue, o.Log)
	if err != nil {
		return nil, err
	}
	return &Importer{o: o, scheduler: scheduler}, nil
}

// Run runs imports until ctx ends. It then gives every run back to its queue, uncounted, from
// where another worker goes on with it, and returns within a few seconds.
func (i *Importer) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return i.scheduler.Run(ctx) })
	group.Go(func() error { return newServer(i.o).run(ctx) })
	return group.Wait()
}
