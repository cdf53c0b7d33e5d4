// Package service is the long-running worker as a process: the worker itself,
// and beside it what other services meet of it, HTTP and webhooks.
package service

import (
	"context"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/view/metrics"
	"github.com/trackreg/trackreg/worker"
)

// Run works for all accounts of the backend's settings, reads their inlets, runs
// imports, posts outcomes and serves HTTP until ctx ends. build is what the metrics
// say that the program was built from. At the start it warns of a Redis that does
// not keep what it is given. The first part that fails ends the others in good
// order. It returns within the settings' shutdown_timeout after ctx has ended.
func Run(ctx context.Context, b *backend.Backend, build metrics.Build, telling Telling) error {
	log := telling.Log
	o, err := worker.FromSettings(b.Settings, b.Transport)
	if err != nil {
		return err
	}
	counted := newMetrics(b.Settings, build)
	o.Redis, o.Inlet, o.Version, o.Log = b.Redis, true, build.Version, log
	o.OnCall, o.OnOutcome = counted.Call, counted.Outcome
	summed := telling.summing(&o)
	w, err := worker.New(o)
	if err != nil {
		return err
	}
	parts, err := senders(b, w, counted.Post, log)
	if err != nil {
		return err
	}
	table := knownCarriers(b, log)
	runs, err := importing(b, w, table, log)
	if err != nil {
		return err
	}
	parts = append(append(append(parts, runs...), summed...), counted.Sample(sampling(b, w.Ready, w.SawRedis, log)))
	if !b.Embedded {
		parts = append(parts, redisCheck{rdb: b.Redis, log: log})
	}
	server, address, err := listen(ctx, b, health{ready: w.Ready}, counted.Handler(), table, log)
	if err != nil {
		return err
	}
	log.Info().Int("accounts", len(o.Accounts)).Bool("embedded_redis", b.Embedded).Bool("sandbox", b.Sandbox).Msg("worker started")
	if telling.Began != nil {
		telling.Began(address)
	}
	err = together(ctx, append(append(parts, server...), w))
	log.Info().Msg("worker stopped")
	return err
}

// knownCarriers are the carriers that files may name. That the vendor's list cannot be used keeps no
// worker from its work.
func knownCarriers(b *backend.Backend, log zerolog.Logger) *carriers.Table {
	table, err := carriers.Load(carriers.Beside(b.Settings.File))
	if err != nil {
		log.Warn().Err(err).Msg("the list of carriers cannot be used; those that are built in are")
		return carriers.BuiltIn()
	}
	return table
}

// part is what goes on until its context ends.
type part interface {
	Run(ctx context.Context) error
}

func together(ctx context.Context, parts []part) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, one := range parts {
		group.Go(func() error { return one.Run(ctx) })
	}
	return group.Wait()
}
