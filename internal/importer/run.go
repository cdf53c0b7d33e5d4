package importer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/archived"
	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/importer/feed"
	"github.com/trackreg/trackreg/internal/importer/follow"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/progress"
	"github.com/trackreg/trackreg/internal/importer/repeat"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/importer/trouble"
)

// busyDelay is how long a run waits for another of the import to end.
const busyDelay = 5 * time.Second

// run is one run of an import in the hands of this process.
type run struct {
	o         Options
	of        configs.Import
	id        string
	who       string // holds the lease
	order     ledger.Order
	ledger    *ledger.Run
	retry     repeat.Redis
	inspector *asynq.Inspector
	source    func() (source.Source, error) // opens it once
	follower  *follow.Follower
	progress  *progress.Progress
	trouble   *trouble.Trouble
	log       zerolog.Logger

	state ledger.State // the run as it was when this process took it up
	over  bool         // it has ended

	// abandoned is why nobody reads on for the run; "": somebody does.
	abandoned string
	// heldFor is for how long a run that is cancelled waits for numbers that a worker holds; 0: for
	// as long as it takes.
	heldFor time.Duration
}

func newRun(o Options, of configs.Import, id, who string, order ledger.Order) *run {
	r := &run{
		o: o, of: of, id: id, who: who, order: order,
		ledger:    ledger.New(o.Redis, of.Account, of.Name).Run(id, who),
		retry:     repeat.Redis{Saw: o.OnRedis},
		inspector: asynq.NewInspectorFromRedisClient(gathering.New(o.Redis)),
		progress:  progress.New(),
		log:       o.Log.With().Str("import", of.Name).Str("run", id).Logger(),
	}
	r.trouble = trouble.New(r.ledger, r.retry, r.log)
	r.follower = follow.NewFollower(follow.Run{
		Account: of.Account, Import: of.Name, Redis: o.Redis, Inspector: r.inspector,
		Ledger: r.ledger, Retry: r.retry, Progress: r.progress, LeaseFor: leaseFor, Log: r.log,
	})
	return r
}

// carryOut carries the run out from where it stands, and returns nil when it has ended well or
// by hand. Errors: a [*trouble.Later] says that the run is to be gone on with in a while, an
// [*archived.Error] that it has ended badly, ledger.ErrLost that another process has it.
func (r *run) carryOut(ctx context.Context) error {
	if err := r.take(ctx); err != nil {
		return err
	}
	defer r.release(ctx)
	done, err := r.enter(ctx)
	if !done && err == nil {
		err = r.together(ctx, r.work)
	}
	return r.closing(ctx, err)
}

// closing has no more outcomes kept if the run has ended, and returns its error with err.
func (r *run) closing(ctx context.Context, err error) error {
	if r.over {
		err = errors.Join(r.retry.Until(ctx, r.endFollowing), err)
	}
	return err
}

// together works, with the keeper and the follower beside it.
func (r *run) together(ctx context.Context, work func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return r.keep(ctx) })
	group.Go(func() error { return ignoreEnd(ctx, r.follower.Follow(ctx)) })
	group.Go(func() error {
		defer stop()
		return work(ctx)
	})
	return group.Wait()
}

// enter reads how far the run is and makes sure that outcomes are kept for it. done says that
// there is nothing to carry out.
func (r *run) enter(ctx context.Context) (done bool, err error) {
	if err := r.retry.Until(ctx, r.read); err != nil {
		return false, err
	}
	if err := r.giveWay(ctx); err != nil {
		return false, err
	}
	if r.state.Phase.Ended() { // and whoever ended it was killed before it could tell
		r.over = true
		return true, r.ended(r.state.Phase, r.state.Why)
	}
	if r.state.Phase == ledger.Waiting {
		if newer, err := r.newerDue(ctx); newer != "" || err != nil {
			return true, errors.Join(err, r.end(ctx, ledger.Superseded, newer+" was due before this run could begin"))
		}
	}
	if err := r.retry.Until(ctx, r.ledger.Resume); err != nil {
		return false, err
	}
	return false, r.retry.Until(ctx, r.beginFollowing)
}

// beginFollowing has outcomes kept for the run from now on.
func (r *run) beginFollowing(ctx context.Context) error {
	return r.follower.Begin(ctx, r.state.Phase == ledger.Waiting)
}

// read reads the run's state, and enters the run where it is not known.
func (r *run) read(ctx context.Context) error {
	state, err := r.ledger.State(ctx, r.id)
	if errors.Is(err, ledger.ErrNoRun) {
		if err := r.ledger.Add(ctx, r.id, r.order); err != nil {
			return err
		}
		state, err = r.ledger.State(ctx, r.id)
	}
	if err != nil {
		return err
	}
	tally, err := r.ledger.Count(ctx, nil)
	if err != nil {
		return err
	}
	r.state = state
	r.source = source.Once(func() (source.Source, error) {
		return r.o.Source(r.of, source.Options{Now: state.Added, Carriers: r.o.Carriers})
	})
	r.trouble.Begin(state.Problems)
	r.progress.Begin(state, tally)
	if state.Cancel {
		r.progress.Cancel()
	}
	return nil
}

// work does what is left to do.
func (r *run) work(ctx context.Context) error {
	if r.state.Phase == ledger.Waiting {
		if ended, err := r.begin(ctx); ended || err != nil {
			return err
		}
	}
	ending, why := r.state.Ending()
	if r.state.Phase != ledger.Settling {
		var err error
		if ending, why, err = feed.Feed(ctx, r.fed()); err != nil {
			return err
		}
		if err := r.follower.Settle(ctx, ending, why); err != nil {
			return err
		}
	}
	ending, why, err := r.follower.Await(ctx, ending, why, r.heldFor)
	if err != nil {
		return err
	}
	return r.finish(ctx, ending, why)
}

// ended is what asynq is told of a run that has ended.
func (r *run) ended(phase ledger.Phase, why string) error {
	if phase == ledger.Failed || phase == ledger.Stopped {
		return &archived.Error{Text: fmt.Sprintf("%s: %s", phase, why)}
	}
	return nil
}

// fed is the run as it is fed.
func (r *run) fed() feed.Run {
	known := r.o.KnownMonths[r.of.Account]
	if r.state.Force {
		known = 0
	}
	return feed.Run{
		Import: r.of, State: r.state, Source: r.source, Abandoned: r.abandoned,
		HighWater: r.o.HighWater, KnownMonths: known,
		Redis: r.o.Redis, Inspector: r.inspector, Ledger: r.ledger, Retry: r.retry, Progress: r.progress, Trouble: r.trouble,
		CaughtUp: r.follower.CaughtUp, Missing: follow.NewMissing(r.follower), Log: r.log,
	}
}
