package standing

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/meter"
	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/strays"
	"github.com/trackreg/trackreg/internal/traffic"
	"github.com/trackreg/trackreg/queue"
)

// Subject is an account to look at.
type Subject struct {
	Name string
	Gate gate.Options // its limits; the rest does not matter here
}

// Account is how one account stands. Its JSON is read by scripts: fields are
// added to it, never changed.
type Account struct {
	Name   string    `json:"account"`
	At     time.Time `json:"at"` // by Redis's clock
	Gate   Gate      `json:"gate"`
	Pace   Pace      `json:"pace"`
	Quota  *Quota    `json:"quota"` // null: not read yet
	Queues []Queue   `json:"queues"`
	Queued int64     `json:"queued"`    // pending, retry and scheduled, over all queues
	Active int64     `json:"in_flight"` // with a worker: in a call, or waiting for one there
	// InCalls are the numbers that are in a call now, and WaitingLive and WaitingBulk those that could
	// go and are in none, in the queue or with a worker.
	InCalls     int64 `json:"in_calls"`
	WaitingLive int64 `json:"waiting_live"`
	WaitingBulk int64 `json:"waiting_bulk"`

	Calls  traffic.InCalls `json:"-"`        // what processes lately said they had in calls
	Done   int64           `json:"done"`     // tasks that ended well, since the account was first used
	Totals queue.Totals    `json:"outcomes"` // the same by outcome, with those that failed
	Failed int64           `json:"failed"`   // entries of the failures record
	Groups []Group         `json:"groups"`   // consumer groups of the outcome stream
	Inlet  Inlet           `json:"inlet"`
	// Webhook is left out where the account has none, or nothing was posted yet.
	Webhook *Webhook `json:"webhook,omitempty"`
	// Strays are active tasks that no process works on, each of which was queued anew.
	Strays []strays.Stray `json:"strays"`

	// Workers are the processes that serve the account now; none: nobody works.
	Workers []presence.Worker `json:"workers"`

	Speed *Speed `json:"progress,omitempty"` // how fast it lately was; left out where it was not measured

	lately []meter.Reading // that workers took before, the oldest first
}

// Queue is how many tasks a queue holds.
type Queue struct {
	Name      string `json:"name"`
	Pending   int64  `json:"pending"`
	Active    int64  `json:"active"`
	Retry     int64  `json:"retry"`
	Scheduled int64  `json:"scheduled"`
	Archived  int64  `json:"archived"`
	Completed int64  `json:"completed"`
	Paused    bool   `json:"paused"`
}

// atOnce is how many accounts are read at the same time, so that forty of them on a Redis a
// millisecond away are read within a second.
const atOnce = 8

// ReadAccounts gathers how the accounts stand, in their order. It changes
// nothing. The error names the account.
func ReadAccounts(ctx context.Context, rdb redis.UniversalClient, subjects []Subject) ([]Account, error) {
	all := make([]Account, len(subjects))
	workers := presence.NewReader(rdb)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, s := range subjects {
		group.Go(func() (err error) {
			all[i], err = readNamed(ctx, rdb, workers, s)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return all, nil
}

// ReadAccount gathers how one account stands. It changes nothing. The error names the account.
func ReadAccount(ctx context.Context, rdb redis.UniversalClient, s Subject) (Account, error) {
	return readNamed(ctx, rdb, presence.NewReader(rdb), s)
}

// ReadAccountBy does what [ReadAccount] does, with a reader of who serves that several looks at one
// time share.
func ReadAccountBy(ctx context.Context, rdb redis.UniversalClient, workers *presence.Reader, s Subject) (Account, error) {
	return readNamed(ctx, rdb, workers, s)
}

func readNamed(ctx context.Context, rdb redis.UniversalClient, workers *presence.Reader, s Subject) (Account, error) {
	a, err := read(ctx, rdb, workers, s)
	if err != nil {
		return Account{}, fmt.Errorf("read the standing of account %s: %w", s.Name, err)
	}
	return a, nil
}

func read(ctx context.Context, rdb redis.UniversalClient, workers *presence.Reader, s Subject) (Account, error) {
	state, err := gate.New(rdb, keyspace.Account(s.Name).Gate(), s.Gate).Read(ctx)
	if err != nil {
		return Account{}, err
	}
	a := Account{Name: s.Name, At: state.Now, Gate: gateOf(state), Pace: paceOf(state, s.Gate), Quota: quotaOf(state)}
	counts, err := queue.ReadCounts(ctx, rdb, queue.LiveQueue(s.Name), queue.BulkQueue(s.Name))
	if err != nil {
		return Account{}, err
	}
	for _, c := range counts {
		a.add(c)
	}
	if a.Totals, err = queue.ReadTotals(ctx, rdb, s.Name); err != nil {
		return Account{}, err
	}
	a.Done = a.Totals.Done()
	if err := a.readTraffic(ctx, rdb); err != nil {
		return Account{}, err
	}
	if a.Failed, err = queue.NewFailures(rdb, s.Name).Len(ctx); err != nil {
		return Account{}, err
	}
	if a.Strays, err = strays.NewRecord(rdb, s.Name).All(ctx); err != nil {
		return Account{}, err
	}
	if err := a.readWorkers(ctx, workers); err != nil {
		return Account{}, err
	}
	return a, a.readBehind(ctx, rdb)
}

func (a *Account) add(c queue.Counts) {
	a.Queues = append(a.Queues, Queue{
		Name: c.Queue, Pending: c.Pending, Active: c.Active, Retry: c.Retry,
		Scheduled: c.Scheduled, Archived: c.Archived, Completed: c.Completed, Paused: c.Paused,
	})
	a.Queued += c.Pending + c.Retry + c.Scheduled
	a.Active += c.Active
}
