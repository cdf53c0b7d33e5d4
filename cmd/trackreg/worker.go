package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/service"
	"github.com/trackreg/trackreg/internal/view/metrics"
	"github.com/trackreg/trackreg/queue"
)

func (p *program) workerCommand() *cobra.Command {
	var sandbox, embedded, serveOnly bool
	cmd := &cobra.Command{
		Use:   "worker",
		Short: "Run the long-running worker",
		Long: "worker registers what is queued, for all accounts or that of --account, until it is told to stop.\n" +
			"SIGTERM lets the calls in flight end and gives every waiting number back. On a terminal the log is for\n" +
			"people, and the calls that go well have a line a minute; --log-format json, and --log-level debug, have\n" +
			"one for each.",
		Args: cobra.NoArgs,
		RunE: run(func(*cobra.Command, []string) error {
			if err := p.checkSandbox(sandbox); err != nil {
				return err
			}
			if embedded && p.redis != "" {
				return badUsage("--embedded-redis is a Redis in this process: leave out --redis, or leave out --embedded-redis")
			}
			s, err := p.settings()
			if err != nil {
				return err
			}
			if serveOnly {
				if sandbox || embedded {
					return badUsage("--serve-only shows what workers do on a Redis that is theirs: leave out --sandbox and --embedded-redis")
				}
				return p.serveOnly(s)
			}
			b, err := p.workerBackend(s, sandbox, embedded)
			if err != nil {
				return err
			}
			defer func() { _ = b.Close() }()
			return p.attend(b, service.Run)
		}),
	}
	sandboxFlag(cmd, &sandbox)
	cmd.Flags().BoolVar(&embedded, "embedded-redis", false, "for trying out: a Redis in this process, which ends with it")
	cmd.Flags().BoolVar(&serveOnly, "serve-only", false, "serve the page, the intake and the metrics alone: register nothing, and need no key")
	return cmd
}

// serveOnly serves HTTP for what others work on.
func (p *program) serveOnly(s configs.Settings) error {
	names, err := p.accountsIn(s)
	if err != nil {
		return err
	}
	b, err := backend.Open(only(s, names...), backend.Configured, "")
	if err != nil {
		return err
	}
	defer func() { _ = b.Close() }()
	return p.attend(b, service.Serve)
}

// workerBackend opens what the worker works against, for all accounts or the one named.
func (p *program) workerBackend(s configs.Settings, sandbox, embedded bool) (*backend.Backend, error) {
	if sandbox {
		if p.account != "" {
			if err := queue.CheckAccount(p.account); err != nil {
				return nil, err
			}
		}
		return backend.Open(s, backend.Sandbox, p.account)
	}
	names, err := p.accountsIn(s)
	if err != nil {
		return nil, err
	}
	mode := backend.Configured
	if embedded {
		mode = backend.Embedded
	}
	b, err := backend.Open(only(s, names...), mode, "")
	if err != nil {
		return nil, err
	}
	if err := b.Settings.RequireKeys(); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// attend has a service go on until a signal ends it.
func (p *program) attend(b *backend.Backend, run func(context.Context, *backend.Backend, metrics.Build, service.Telling) error) error {
	ctx, stop := p.interruptible(context.Background(), b.Settings.Worker.ShutdownTimeout)
	defer stop()
	of := buildOf()
	build := metrics.Build{Version: of.Version, Revision: of.Revision}
	telling, err := p.telling(ctx, b)
	if err != nil {
		return err
	}
	return ended(ctx, run(ctx, b, build, telling))
}
