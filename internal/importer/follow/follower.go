package follow

import (
	"context"
	"time"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/origin"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/retry"
	"github.com/trackreg/trackreg/internal/streams"
	"github.com/trackreg/trackreg/queue"
)

const (
	// batchMost is the most outcomes counted at once.
	batchMost = 500
	// lagInterval is how often is looked whether all outcomes were counted.
	lagInterval = 50 * time.Millisecond
)

// counting are the outcomes by which a row's task comes to its end.
var counting = map[string]bool{
	queue.Registered: true, queue.AlreadyRegistered: true, queue.Rejected: true,
	queue.Exhausted: true, queue.Expired: true, queue.Cancelled: true,
}

// Follower counts the run's outcomes, by a consumer group that the runs of the import share, one
// after the other.
type Follower struct {
	run      Run
	failures *queue.Failures
	outcomes *queue.Outcomes
}

// NewFollower returns the follower of a run.
func NewFollower(run Run) *Follower {
	return &Follower{run: run, failures: queue.NewFailures(run.Redis, run.Account)}
}

// Begin makes sure that what comes from now on is kept. fresh says that the run has not begun. One
// that had, and whose group is gone, looks through all outcomes that there are: counting them again
// changes nothing.
func (f *Follower) Begin(ctx context.Context, fresh bool) error {
	if err := f.Beat(ctx); err != nil {
		return err
	}
	start := "0"
	if fresh {
		start = "$"
	}
	// One name for all that hold the lease, one after the other: each begins with what the one
	// before had taken and not counted.
	f.outcomes = queue.NewOutcomes(f.run.Redis, f.run.Account, keyspace.ImportGroup(f.run.Import), queue.FollowOptions{
		Consumer: "run", Start: start, Batch: batchMost, Idle: f.run.LeaseFor, OnRetry: f.run.Retry.Saw,
	})
	return f.outcomes.Begin(ctx)
}

// Beat says that the outcomes of the import are to be kept for four more days.
func (f *Follower) Beat(ctx context.Context) error {
	return streams.BeatImport(ctx, f.run.Redis, f.run.Account, f.run.Import)
}

// Follow counts until ctx ends. An error before that says that the lease is lost.
func (f *Follower) Follow(ctx context.Context) error { return f.outcomes.Follow(ctx, f.count) }

// count counts those outcomes of a batch that are the run's. A batch that has none is shown to the
// ledger as well: a process that was suspended may wake up with the outcomes of the import's next
// run, and must not acknowledge them as nobody's.
func (f *Follower) count(ctx context.Context, batch []queue.Delivery) error {
	ended := make([]ledger.Ended, 0, len(batch))
	failed := map[int]queue.Outcome{} // by their index in ended
	for _, d := range batch {
		ordinal, ours := origin.Ordinal(f.run.Ledger.ID(), d.Source)
		if !ours || d.Op != queue.Register || !counting[d.Outcome.Outcome] {
			continue
		}
		if d.Class != "" {
			failed[len(ended)] = d.Outcome
		}
		task := ledger.TaskOf(d.Task)
		ended = append(ended, ledger.Ended{Ordinal: ordinal, As: d.Outcome.Outcome, Task: &task})
	}
	return f.run.Retry.Until(ctx, func(ctx context.Context) error {
		if err := f.findRows(ctx, ended, failed); err != nil {
			return err
		}
		tally, err := f.run.Ledger.Count(ctx, ended)
		if err == nil {
			f.run.Progress.Ended(tally)
		}
		if tally.Disbelieved > 0 {
			f.run.Log.Warn().Int64("outcomes", tally.Disbelieved).Msg("outcomes claim to be of rows of this run that were queued as other tasks: they are not counted")
		}
		return err
	})
}

// findRows fills in the rows that failed, which came along in the payload that the failures
// record holds. Where that is another entry by now, only the number is known.
func (f *Follower) findRows(ctx context.Context, ended []ledger.Ended, failed map[int]queue.Outcome) error {
	identities := make([]string, 0, len(failed))
	for _, o := range failed {
		identities = append(identities, queue.Entry{Number: o.Number, Carrier: o.GivenCarrier}.Identity(o.Op))
	}
	records, err := f.failures.Get(ctx, identities...)
	if err != nil {
		return err
	}
	for i, o := range failed {
		row := &ledger.FailedRow{
			Ordinal: ended[i].Ordinal, Number: o.Number, Outcome: o.Outcome,
			Class: o.Class, Code: o.Code, Message: o.Message, Remedy: o.Remedy, Failure: o.FailureID(),
		}
		record := records[queue.Entry{Number: o.Number, Carrier: o.GivenCarrier}.Identity(o.Op)]
		if its, err := queue.ParseTask(record.Task, record.Payload); err == nil && its.Source == o.Source {
			came := origin.RowOf(its)
			row.Part, row.Line, row.Cells = came.Part, came.Line, came.Cells
		}
		ended[i].Failed = row
	}
	return nil
}

// CaughtUp waits until every outcome that there is by now was counted.
func (f *Follower) CaughtUp(ctx context.Context) error {
	var now time.Time
	err := f.run.Retry.Until(ctx, func(ctx context.Context) (err error) {
		now, err = f.run.Redis.Time(ctx).Result()
		return err
	})
	for err == nil {
		var lag streams.Lag
		err = f.run.Retry.Until(ctx, func(ctx context.Context) (err error) {
			lag, err = streams.ReadLag(ctx, f.run.Redis, f.run.Account, keyspace.ImportGroup(f.run.Import))
			return err
		})
		if err == nil && (lag.Outcomes == 0 || lag.Oldest.After(now)) {
			return nil
		}
		if err := retry.Wait(ctx, lagInterval); err != nil {
			return err
		}
	}
	return err
}
