package service

import (
	"context"
	"maps"
	"net"
	"net/http"
	"slices"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/web"
	"github.com/trackreg/trackreg/internal/web/monitor"
)

// anyPort is a free port that this machine alone reaches.
const anyPort = "127.0.0.1:0"

// health is what the process says of itself: as a worker whether it takes numbers, else which
// accounts nobody serves.
type health struct {
	ready    func() bool
	unserved func(context.Context) ([]string, error)
}

// listen begins to serve HTTP where the settings say, and returns where that is; it returns nothing
// where they name no address, or leave it at a default that is taken. With a sandbox a free port takes
// the place of that.
func listen(ctx context.Context, b *backend.Backend, health health, metrics http.Handler, table *carriers.Table, log zerolog.Logger) ([]part, net.Addr, error) {
	if b.Settings.HTTP.Listen == "" {
		return nil, nil, nil
	}
	token, err := b.Settings.HTTP.TokenSource()
	if err != nil {
		return nil, nil, err
	}
	tokens, err := tokensOf(b.Settings.HTTP)
	if err != nil {
		return nil, nil, err
	}
	accounts := slices.Sorted(maps.Keys(b.Settings.Accounts))
	console, err := monitor.New(monitor.Options{Redis: b.Redis, Accounts: accounts, Log: log})
	if err != nil {
		return nil, nil, err
	}
	shown, err := statusPage(b, log)
	if err != nil {
		return nil, nil, err
	}
	batch, months := map[string]int{}, map[string]int{}
	for name, account := range b.Settings.Accounts {
		batch[name] = account.BatchSize
		if account.KnownNumbers.Enabled {
			months[name] = account.KnownNumbers.Months
		}
	}
	o := web.Options{
		Carriers: table, Batch: batch, KnownMonths: months,
		Listen: b.Settings.HTTP.Listen, Token: token.Get, Tokens: tokens, TrustUser: b.Settings.HTTP.TrustUserHeader,
		Redis: b.Redis, Ready: health.ready, Unserved: health.unserved, Log: log,
		Accounts: accounts, Page: shown, Monitor: console, Metrics: metrics, Free: b.Sandbox,
	}
	server, err := web.Listen(ctx, o)
	if err != nil && b.Sandbox && !b.Settings.HTTP.Chosen {
		o.Listen = anyPort
		server, err = web.Listen(ctx, o)
	}
	if err != nil && !b.Settings.HTTP.Chosen {
		// Many workers on one machine are usual, and nobody asked this one for HTTP.
		log.Warn().Err(err).Msg("this worker serves no HTTP: it does not get the default address")
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	log.Info().Stringer("address", server.Addr()).Bool("token", token.Get() != "" || len(tokens) > 0).Msg("HTTP is served")
	return []part{server, shown}, server.Addr(), nil
}

// tokensOf are the tokens of the settings that may one thing.
func tokensOf(h configs.HTTP) ([]web.Token, error) {
	var all []web.Token
	for _, token := range h.Tokens {
		source, err := token.Source()
		if err != nil {
			return nil, err
		}
		all = append(all, web.Token{Name: token.Name, Secret: source.Get, May: token.May, Accounts: token.Accounts})
	}
	return all, nil
}
