package service

import (
	"maps"
	"slices"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/limits"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/metrics"
)

// newMetrics counts what this process does for the settings' accounts.
func newMetrics(s configs.Settings, build metrics.Build) *metrics.Metrics {
	names := slices.Sorted(maps.Keys(s.Accounts))
	return metrics.New(metrics.Options{
		Build:    build,
		Accounts: names,
		Receivers: slices.DeleteFunc(slices.Clone(names), func(name string) bool {
			return s.Accounts[name].Webhook.URL == ""
		}),
	})
}

// sampling is what the metrics show of Redis; ready is nil without a worker.
func sampling(b *backend.Backend, ready func() bool, onRedis func(error), log zerolog.Logger) metrics.SampleOptions {
	o := metrics.SampleOptions{Redis: b.Redis, Ready: ready, OnRedis: onRedis}
	for _, name := range slices.Sorted(maps.Keys(b.Settings.Accounts)) {
		o.Accounts = append(o.Accounts, metrics.Account{
			Subject:     standing.Subject{Name: name, Gate: limits.Of(b.Settings, name)},
			OutcomesMax: int64(b.Settings.Accounts[name].OutcomesMax),
		})
	}
	if len(b.Settings.Imports) > 0 {
		o.Imports = importsOf(b, log).Imports
	}
	return o
}
