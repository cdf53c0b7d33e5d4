package service

import (
	"fmt"
	"maps"
	"slices"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/limits"
	"github.com/trackreg/trackreg/internal/webhook"
	"github.com/trackreg/trackreg/worker"
)

// senders post the outcomes of the accounts that have a receiver. One that is
// away holds up nobody but itself. onPost is told of each post.
func senders(b *backend.Backend, w *worker.Worker, onPost func(webhook.Post), log zerolog.Logger) ([]part, error) {
	var all []part
	for _, name := range slices.Sorted(maps.Keys(b.Settings.Accounts)) {
		settings := b.Settings.Accounts[name].Webhook
		if settings.URL == "" {
			continue
		}
		receiver, err := receiverOf(settings)
		if err != nil {
			return nil, fmt.Errorf("account %s: %w", name, err)
		}
		sender, err := webhook.New(webhook.Options{
			Redis: b.Redis, Account: name, Receiver: receiver, Me: w.Name(), OnRedis: w.SawRedis, OnPost: onPost,
			Leader: limits.Gate(b.Redis, b.Settings, name),
			Log:    log.With().Str("account", name).Logger(),
		})
		if err != nil {
			return nil, fmt.Errorf("account %s: %w", name, err)
		}
		all = append(all, sender)
	}
	return all, nil
}

func receiverOf(w configs.Webhook) (webhook.Receiver, error) {
	keys, err := w.Keys()
	if err != nil {
		return webhook.Receiver{}, fmt.Errorf("webhook.secret %w", err)
	}
	return webhook.Receiver{URL: w.URL, Keys: keys}, nil
}
