package standing

import (
	"context"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/presence"
)

// readWorkers reads who serves the account.
func (a *Account) readWorkers(ctx context.Context, from *presence.Reader) error {
	all, err := from.Of(ctx, a.Name)
	a.Workers = append([]presence.Worker{}, all...)
	return err
}

// Held is how many numbers of the account are in Redis and at no end yet: in its queues, with
// workers, and in its inlet.
func (a Account) Held() int64 { return a.Queued + a.Active + a.Inlet.Lag }

// Unserved says in a sentence that nobody works for the account, and how many numbers wait for that;
// "": somebody does.
func (a Account) Unserved() string {
	if len(a.Workers) > 0 {
		return ""
	}
	return Unserved(a.Name, a.Held())
}

// Unserved is the sentence that says of an account that nobody works for it.
func Unserved(account string, waiting int64) string {
	text := "no worker serves " + account
	switch waiting {
	case 0:
		return text
	case 1:
		return text + ": 1 number waits"
	}
	return text + ": " + figures.Count(waiting) + " numbers wait"
}
