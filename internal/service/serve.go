package service

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/metrics"
	"github.com/trackreg/trackreg/internal/view/page"
	"github.com/trackreg/trackreg/track17"
)

// ErrNothingServed says that a process that only serves was given no address.
var ErrNothingServed = errors.New(`http.listen is "", so that nothing would be served: give it an address, such as 127.0.0.1:8080`)

// Serve serves HTTP without a worker until ctx ends: the status page, the intake and the metrics. It
// registers nothing, reads no inlet, runs no import, posts nothing and counts as nobody's worker, and
// needs no key. Errors: [ErrNothingServed], or that the address is taken.
func Serve(ctx context.Context, b *backend.Backend, build metrics.Build, telling Telling) error {
	log := telling.Log
	if b.Settings.HTTP.Listen == "" {
		return ErrNothingServed
	}
	b.Settings.HTTP.Chosen = true // a process that serves nothing else must not go on without
	counted := newMetrics(b.Settings, build)
	parts := []part{counted.Sample(sampling(b, nil, nil, log)), redisCheck{rdb: b.Redis, log: log}}
	server, address, err := listen(ctx, b, health{unserved: unservedOf(b)}, counted.Handler(), knownCarriers(b, log), log)
	if err != nil {
		return err
	}
	log.Info().Int("accounts", len(b.Settings.Accounts)).Msg("serving, without a worker")
	if telling.Began != nil {
		telling.Began(address)
	}
	err = together(ctx, append(parts, server...))
	log.Info().Msg("serving ended")
	return err
}

// unservedOf says of the accounts of the settings which nobody works for.
func unservedOf(b *backend.Backend) func(context.Context) ([]string, error) {
	names := slices.Sorted(maps.Keys(b.Settings.Accounts))
	return func(ctx context.Context) ([]string, error) {
		services, err := standing.ReadServices(ctx, b.Redis, names...)
		if err != nil {
			return nil, err
		}
		var all []string
		for _, s := range services {
			if text := s.Unserved(); text != "" {
				all = append(all, text)
			}
		}
		return all, nil
	}
}

// withoutUnreadKeys are the settings without the key files that cannot be read here: a process that
// makes no calls may be kept from them. A worker reads them before it comes this far.
func withoutUnreadKeys(s configs.Settings) configs.Settings {
	accounts := map[string]configs.Account{}
	for name, account := range s.Accounts {
		if _, err := account.KeySource(); err != nil {
			account.KeyFile = ""
		}
		accounts[name] = account
	}
	s.Accounts = accounts
	return s
}

// handOf is a hand that makes no call where there is no key for it: 17TRACK would refuse the call, and
// the account be held.
func handOf(name string, key func() string, hand page.Hand) page.Hand {
	if key() != "" {
		return hand
	}
	return keyless{hand, name}
}

// keyless moves a gate and asks 17TRACK nothing.
type keyless struct {
	page.Hand
	account string
}

// AskQuota says where it can be asked.
func (k keyless) AskQuota(context.Context) (track17.Quota, error) {
	return track17.Quota{}, fmt.Errorf("this process has no key of %s: run trackreg account quota %s where a worker runs", k.account, k.account)
}
