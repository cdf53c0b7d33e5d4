// Package status gathers how accounts stand, from what all workers share in
// Redis, and writes it for people.
package status

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
)

// Account is an account to look at.
type Account struct {
	Name string
	Gate gate.Options // its limits; the rest does not matter here
}

// Standing is how one account stands. Its JSON is read by scripts: fields are
// added to it, never changed.
type Standing struct {
	Account string       `json:"account"`
	At      time.Time    `json:"at"` // by Redis's clock
	Gate    Gate         `json:"gate"`
	Pace    Pace         `json:"pace"`
	Quota   *Quota       `json:"quota"` // null: not read yet
	Queues  []Queue      `json:"queues"`
	Queued  int64        `json:"queued"`    // pending, retry and scheduled, over all queues
	Active  int64        `json:"in_flight"` // with a worker
	Done    int64        `json:"done"`      // tasks that ended well, since the account was first used
	Totals  queue.Totals `json:"outcomes"`  // the same by outcome, with those that failed
	Failed  int64        `json:"failed"`    // entries of the failures record
	Groups  []Group      `json:"groups"`    // consumer groups of the outcome stream
	Inlet   Inlet        `json:"inlet"`

	Progress *Progress `json:"progress,omitempty"` // how fast it lately was; a Meter adds it
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

// Read gathers the standings of the accounts, in their order. It changes
// nothing. The error names the account.
func Read(ctx context.Context, rdb redis.UniversalClient, accounts []Account) ([]Standing, error) {
	all := make([]Standing, 0, len(accounts))
	for _, a := range accounts {
		s, err := read(ctx, rdb, a)
		if err != nil {
			return nil, fmt.Errorf("read the standing of account %s: %w", a.Name, err)
		}
		all = append(all, s)
	}
	return all, nil
}

func read(ctx context.Context, rdb redis.UniversalClient, a Account) (Standing, error) {
	state, err := gate.New(rdb, keyspace.Account(a.Name).Gate(), a.Gate).Read(ctx)
	if err != nil {
		return Standing{}, err
	}
	s := Standing{Account: a.Name, At: state.Now, Gate: gateOf(state), Pace: paceOf(state, a.Gate), Quota: quotaOf(state)}
	counts, err := queue.ReadCounts(ctx, rdb, queue.LiveQueue(a.Name), queue.BulkQueue(a.Name))
	if err != nil {
		return Standing{}, err
	}
	for _, c := range counts {
		s.add(c)
	}
	if s.Totals, err = queue.ReadTotals(ctx, rdb, a.Name); err != nil {
		return Standing{}, err
	}
	s.Done = s.Totals.Done()
	if s.Failed, err = queue.NewFailures(rdb, a.Name).Len(ctx); err != nil {
		return Standing{}, err
	}
	return s, s.readBehind(ctx, rdb)
}

func (s *Standing) add(c queue.Counts) {
	s.Queues = append(s.Queues, Queue{
		Name: c.Queue, Pending: c.Pending, Active: c.Active, Retry: c.Retry,
		Scheduled: c.Scheduled, Archived: c.Archived, Completed: c.Completed, Paused: c.Paused,
	})
	s.Queued += c.Pending + c.Retry + c.Scheduled
	s.Active += c.Active
}
