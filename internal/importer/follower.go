package importer

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/streams"
	"github.com/trackreg/trackreg/queue"
)

const (
	// followBatch is the most outcomes counted at once.
	followBatch = 500
	// followIdle is after how long outcomes are taken over that a dead worker had taken.
	followIdle = leaseFor
)

// counting are the outcomes by which a row's task comes to its end.
var counting = map[string]bool{
	queue.Registered: true, queue.AlreadyRegistered: true, queue.Rejected: true,
	queue.Exhausted: true, queue.Expired: true, queue.Cancelled: true,
}

// follower counts the run's outcomes, by a consumer group that the runs of the import share, one
// after the other.
type follower struct {
	run      *run
	failures *queue.Failures
	outcomes *queue.Outcomes
}

func newFollower(r *run) *follower {
	return &follower{run: r, failures: queue.NewFailures(r.o.Redis, r.of.Account)}
}

// begin makes sure that what comes from now on is kept. A run that had begun and whose group is
// gone looks through all outcomes that there are: counting them again changes nothing.
func (f *follower) begin(ctx context.Context) error {
	if err := f.run.beat(ctx); err != nil {
		return err
	}
	start := "0"
	if f.run.state.Phase == ledger.Waiting {
		start = "$"
	}
	// One name for all that hold the lease, one after the other: each begins with what the one
	// before had taken and not counted.
	f.outcomes = queue.NewOutcomes(f.run.o.Redis, f.run.of.Account, keyspace.ImportGroup(f.run.of.Name), queue.FollowOptions{
		Consumer: "run", Start: start, Batch: followBatch, Idle: followIdle, OnRetry: f.run.redis.saw,
	})
	return f.outcomes.Begin(ctx)
}

// follow counts until ctx ends. An error says that the lease is lost.
func (f *follower) follow(ctx context.Context) error {
	return ignoreEnd(ctx, f.outcomes.Follow(ctx, f.count))
}

// count counts those outcomes of a batch that are the run's. A batch that has none is shown to the
// ledger as well: a process that was suspended may wake up with the outcomes of the import's next
// run, and must not acknowledge them as nobody's.
func (f *follower) count(ctx context.Context, batch []queue.Delivery) error {
	ended := make([]ledger.Ended, 0, len(batch))
	failed := map[int]queue.Outcome{} // by their index in ended
	for _, d := range batch {
		ordinal, ours := f.run.ordinalOf(d.Source)
		if !ours || d.Op != queue.Register || !counting[d.Outcome.Outcome] {
			continue
		}
		if d.Class != "" {
			failed[len(ended)] = d.Outcome
		}
		ended = append(ended, ledger.Ended{Ordinal: ordinal, As: d.Outcome.Outcome})
	}
	return f.run.redis.insist(ctx, func(ctx context.Context) error {
		if err := f.findRows(ctx, ended, failed); err != nil {
			return err
		}
		tally, err := f.run.ledger.Count(ctx, ended)
		if err == nil {
			f.run.progress.ended(tally)
		}
		return err
	})
}

// findRows fills in the rows that failed, which came along in the payload that the failures
// record holds. Where that is another entry by now, only the number is known.
func (f *follower) findRows(ctx context.Context, ended []ledger.Ended, failed map[int]queue.Outcome) error {
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
			Class: o.Class, Code: o.Code, Message: o.Message, Remedy: o.Remedy,
		}
		record := records[queue.Entry{Number: o.Number, Carrier: o.GivenCarrier}.Identity(o.Op)]
		if origin, ok := originOf(record.Payload); ok && origin.Source == o.Source {
			row.Part, row.Line, row.Cells = origin.Row.Part, origin.Row.Line, origin.Row.Cells
		}
		ended[i].Failed = row
	}
	return nil
}

// caughtUp waits until every outcome that there is by now was counted.
func (f *follower) caughtUp(ctx context.Context) error {
	var now time.Time
	err := f.run.redis.insist(ctx, func(ctx context.Context) (err error) {
		now, err = f.run.o.Redis.Time(ctx).Result()
		return err
	})
	for err == nil {
		var lag streams.Lag
		err = f.run.redis.insist(ctx, func(ctx context.Context) (err error) {
			lag, err = streams.ReadLag(ctx, f.run.o.Redis, f.run.of.Account, keyspace.ImportGroup(f.run.of.Name))
			return err
		})
		if err == nil && (lag.Outcomes == 0 || lag.Oldest.After(now)) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lagInterval):
		}
	}
	return err
}

// lagInterval is how often is looked whether all outcomes were counted.
const lagInterval = 50 * time.Millisecond

// sourceOf is the _source of a row's entry.
func (r *run) sourceOf(ordinal int64) string {
	return keyspace.SourceOf(r.id, ordinal)
}

// ordinalOf reads the _source of an entry; false when it is none of this run's.
func (r *run) ordinalOf(source string) (int64, bool) {
	run, ok := keyspace.RunOf(source)
	if !ok || run != r.id {
		return 0, false
	}
	ordinal, err := strconv.ParseInt(source[len(run)+1:], 10, 64)
	return ordinal, err == nil && ordinal >= 0
}

// origin is what the payload of a queued row says of where it comes from.
type origin struct {
	Source string    `json:"_source"`
	Row    originRow `json:"_row"`
}

// originRow is a row as it came. It goes along with the entry, so that a failure can be written
// in the columns of its source when that is gone.
type originRow struct {
	Part  string   `json:"part"`
	Line  int      `json:"line"`
	Cells []string `json:"cells"`
}

func originOf(payload []byte) (origin, bool) {
	var o origin
	if json.Unmarshal(payload, &o) != nil {
		return origin{}, false
	}
	return o, true
}
