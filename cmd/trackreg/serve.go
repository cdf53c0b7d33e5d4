package main

import (
	"context"
	"maps"
	"slices"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/backend"
	"github.com/trackreg/trackreg/web"
)

// runner is what goes on until its context ends.
type runner interface {
	Run(ctx context.Context) error
}

// listen begins to serve HTTP where the settings say; it returns nothing where
// they name no address.
func listen(ctx context.Context, b *backend.Backend, ready func() bool, log zerolog.Logger) ([]runner, error) {
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
	return []runner{server}, nil
}

// together runs the worker and what goes on beside it; the first that fails
// ends the others in good order.
func together(ctx context.Context, worker runner, beside []runner) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, one := range append(beside, worker) {
		group.Go(func() error { return one.Run(ctx) })
	}
	return group.Wait()
}
