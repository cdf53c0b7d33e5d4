package service

import (
	"context"
	"maps"
	"slices"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/backend"
	"github.com/trackreg/trackreg/web"
)

// listen begins to serve HTTP where the settings say; it returns nothing where
// they name no address.
func listen(ctx context.Context, b *backend.Backend, ready func() bool, log zerolog.Logger) ([]part, error) {
	if b.Settings.HTTP.Listen == "" {
		return nil, nil
	}
	token, err := b.Settings.HTTP.TokenSource()
	if err != nil {
		return nil, err
	}
	server, err := web.Listen(ctx, web.Options{
		Listen: b.Settings.HTTP.Listen, Token: token.Get, Redis: b.Redis, Ready: ready, Log: log,
		Accounts: slices.Sorted(maps.Keys(b.Settings.Accounts)),
	})
	if err != nil {
		return nil, err
	}
	log.Info().Stringer("address", server.Addr()).Bool("token", token.Get() != "").Msg("HTTP is served")
	return []part{server}, nil
}
