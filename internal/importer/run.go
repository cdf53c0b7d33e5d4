package importer

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/archived"
	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/queue"
)

const (
	// leaseFor is how long after its last word the worker of a run is taken to be dead.
	leaseFor = 30 * time.Second
	// busyDelay is how long a run waits for another of the import to end.
	busyDelay = 5 * time.Second
)

// run is one run of an import in the hands of this process.
type run struct {
	o         Options
	of        configs.Import
	id        string
	who       string // holds the lease
	order     ledger.Order
	ledger    *ledger.Run
	redis     redisUse
	inspector *asynq.Inspector
	source    source.Source
	follower  *follower
	progress  *progress
	log       zerolog.Logger

	// state is the run as it was when this process took it up; problems go on from there.
	state    ledger.State
	problems []ledger.Problem
	over     bool // it has ended

	// abandoned is why nobody reads on for the run; "": somebody does.
	abandoned string
	asked     sync.Once
	cancelled chan struct{} // closed when somebody asks for the end
	// left is for how long a run that is cancelled waits for numbers that a worker holds; 0: for
	// as long as it takes.
	left time.Duration
}

func newRun(o Options, of configs.Import, id, who string, order ledger.Order) *run {
	r := &run{
		o: o, of: of, id: id, who: who, order: order,
		ledger:    ledger.New(o.Redis, of.Account, of.Name).Run(id, who),
		redis:     redisUse{o.OnRedis},
		inspector: asynq.NewInspectorFromRedisClient(gathering.New(o.Redis)),
		progress:  newProgress(),
		cancelled: make(chan struct{}),
		log:       o.Log.With().Str("import", of.Name).Str("run", id).Logger(),
	}
	r.follower = newFollower(r)
	return r
}

// carryOut carries the run out from where it stands, and returns nil when it has ended well or
// by hand. Errors: a [*later] says that the run is to be gone on with in a while, an
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
		err = errors.Join(r.redis.insist(ctx, r.endFollowing), err)
	}
	return err
}

// together works, with the keeper and the follower beside it.
func (r *run) together(ctx context.Context, work func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return r.keep(ctx) })
	group.Go(func() error { return r.follower.follow(ctx) })
	group.Go(func() error {
		defer stop()
		return work(ctx)
	})
	return group.Wait()
}

// take takes the import's lease.
func (r *run) take(ctx context.Context) error {
	held := false
	err := r.redis.insist(ctx, func(ctx context.Context) (err error) {
		held, err = r.ledger.Take(ctx, r.who, leaseFor)
		return err
	})
	if err == nil && !held {
		err = &later{delay: busyDelay, text: "another run of the import is at work"}
	}
	return err
}

// releaseWithin bounds the last word of a run that leaves this process.
const releaseWithin = 2 * time.Second

// release gives the lease up, so that another process need not wait for its end.
func (r *run) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseWithin)
	defer cancel()
	_ = r.ledger.Release(ctx, r.who) // it ends by itself as well
}

// enter reads how far the run is and makes sure that outcomes are kept for it. done says that
// there is nothing to carry out.
func (r *run) enter(ctx context.Context) (done bool, err error) {
	if err := r.redis.insist(ctx, r.read); err != nil {
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
	if err := r.redis.insist(ctx, r.ledger.Resume); err != nil {
		return false, err
	}
	return false, r.redis.insist(ctx, r.follower.begin)
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
	r.state, r.problems = state, state.Problems
	r.progress.begin(state, tally)
	if state.Cancel {
		r.cancel()
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
		if ending, why, err = r.feed(ctx); err != nil {
			return err
		}
		if err := r.settling(ctx, ending, why); err != nil {
			return err
		}
	}
	ending, why, err := r.settle(ctx, ending, why)
	if err != nil {
		return err
	}
	return r.finish(ctx, ending, why)
}

// settling says that nothing more will be queued.
func (r *run) settling(ctx context.Context, ending ledger.Phase, why string) error {
	r.log.Info().Str("ending", string(ending)).Int64("outstanding", r.progress.outstanding()).Msg("the import is fed")
	return r.redis.insist(ctx, func(ctx context.Context) error { return r.ledger.Settle(ctx, ending, why) })
}

// cancel has the run end as soon as can be.
func (r *run) cancel() { r.asked.Do(func() { close(r.cancelled) }) }

// isCancelled says whether the run is to end.
func (r *run) isCancelled() bool {
	select {
	case <-r.cancelled:
		return true
	default:
		return false
	}
}

// note keeps what went wrong.
func (r *run) note(ctx context.Context, p ledger.Problem) error {
	r.log.Warn().Str("part", p.Part).Str("problem", p.Message).Msg("the import has a problem")
	if len(r.problems) < problemsKept {
		r.problems = append(r.problems, p)
	}
	return r.redis.insist(ctx, func(ctx context.Context) error { return r.ledger.Note(ctx, r.problems) })
}

// problemsKept is how many problems of a run are kept: of ten thousand files that cannot be read,
// a hundred say enough.
const problemsKept = 100

// ended is what asynq is told of a run that has ended.
func (r *run) ended(phase ledger.Phase, why string) error {
	if phase == ledger.Failed || phase == ledger.Stopped {
		return &archived.Error{Text: fmt.Sprintf("%s: %s", phase, why)}
	}
	return nil
}

// bulk is the queue that the run feeds.
func (r *run) bulk() string { return queue.BulkQueue(r.of.Account) }
