package standing

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/streams"
	"github.com/trackreg/trackreg/queue"
)

// Service is who works for an account, and how many of its numbers are at no end yet.
type Service struct {
	Account string
	Workers []presence.Worker
	Held    int64 // in its queues, with workers, and in its inlet
}

// Unserved says in a sentence that nobody works for the account, and how many numbers wait for that;
// "": somebody does.
func (s Service) Unserved() string {
	text := "no worker serves " + s.Account
	switch {
	case len(s.Workers) > 0:
		return ""
	case s.Held == 0:
		return text
	case s.Held == 1:
		return text + ": 1 number waits"
	}
	return text + ": " + figures.Many(s.Held, "number") + " wait"
}

// ReadServices reads who works for the accounts, in their order, and no more than that says. It
// changes nothing. The error names the account.
func ReadServices(ctx context.Context, rdb redis.UniversalClient, accounts ...string) ([]Service, error) {
	all := make([]Service, len(accounts))
	from := presence.NewReader(rdb)
	for i, name := range accounts {
		var err error
		if all[i], err = readService(ctx, rdb, from, name); err != nil {
			return nil, fmt.Errorf("read who serves account %s: %w", name, err)
		}
	}
	return all, nil
}

func readService(ctx context.Context, rdb redis.UniversalClient, from *presence.Reader, account string) (Service, error) {
	s := Service{Account: account}
	var err error
	if s.Workers, err = from.Of(ctx, account); err != nil {
		return s, err
	}
	counts, err := queue.ReadCounts(ctx, rdb, queue.LiveQueue(account), queue.BulkQueue(account))
	if err != nil {
		return s, err
	}
	for _, c := range counts {
		s.Held += c.Pending + c.Active + c.Retry + c.Scheduled
	}
	inlet, err := streams.ReadInletLag(ctx, rdb, account)
	s.Held += inlet.Outcomes
	return s, err
}

// readWorkers reads who serves the account.
func (a *Account) readWorkers(ctx context.Context, from *presence.Reader) error {
	all, err := from.Of(ctx, a.Name)
	a.Workers = append([]presence.Worker{}, all...)
	return err
}

// Service is who works for the account.
func (a Account) Service() Service {
	return Service{Account: a.Name, Workers: a.Workers, Held: a.Queued + a.Active + a.Inlet.Lag}
}

// Unserved says in a sentence that nobody works for the account; "": somebody does.
func (a Account) Unserved() string { return a.Service().Unserved() }

// Abandoned says that nobody works for the account although numbers wait.
func (a Account) Abandoned() bool { return len(a.Workers) == 0 && a.Service().Held > 0 }
