package worker

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/gate"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/webhook"
)

// runWebhooks posts the outcomes of the accounts that have a receiver until ctx
// ends, if this process is to. A receiver that is away holds up nobody but itself.
func (w *Worker) runWebhooks(ctx context.Context) error {
	var senders errgroup.Group
	for _, a := range w.o.Accounts {
		if a.Webhook == nil || !w.o.Webhooks {
			continue
		}
		sender, err := webhook.New(webhook.Options{
			Redis: w.o.Redis, Account: a.Name, Receiver: *a.Webhook, Me: w.me, OnRedis: w.redis.saw,
			Leader: gate.New(w.o.Redis, queue.Keys(a.Name).Gate(), w.gateOptions(a)),
			Log:    w.o.Log.With().Str("account", a.Name).Logger(),
		})
		if err != nil {
			return fmt.Errorf("account %s: %w", a.Name, err)
		}
		senders.Go(func() error { return sender.Run(ctx) })
	}
	return senders.Wait()
}
