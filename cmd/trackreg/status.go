package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/backend"
	"github.com/trackreg/trackreg/redisconn"
	"github.com/trackreg/trackreg/status"
	"github.com/trackreg/trackreg/worker"
)

func (p *program) statusCommand() *cobra.Command {
	var watch bool
	var every time.Duration
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show each account: gate, pace, quota, queued, in flight, done, failed",
		Args:  cobra.NoArgs,
		RunE: run(func(*cobra.Command, []string) error {
			if every <= 0 {
				return badUsage("--every %s is not above 0: choose 2s or the like", every)
			}
			return p.withRedis(func(ctx context.Context, b *backend.Backend) error {
				names, err := p.accountsIn(b.Settings)
				if err != nil {
					return err
				}
				var accounts []status.Account
				for _, name := range names {
					accounts = append(accounts, status.Account{Name: name, Gate: worker.GateOptions(b.Settings, name)})
				}
				read := func(ctx context.Context) ([]status.Standing, error) { return status.Read(ctx, b.Redis, accounts) }
				if watch {
					how := status.Watching{Every: every, Screen: isTerminal(p.out) && !p.json(), Failed: p.outlast}
					return status.Watch(ctx, p.out, how, read, p.statusWriter())
				}
				return status.Once(ctx, p.out, read, p.statusWriter())
			})
		}),
	}
	cmd.Flags().BoolVar(&watch, "watch", false, "show it again and again, until interrupted")
	cmd.Flags().DurationVar(&every, "every", 2*time.Second, "how often --watch shows it")
	return cmd
}

// outlast says that Redis is in trouble, once each time, and is true where that may
// pass: to watch is most wanted while things go wrong.
func (p *program) outlast(err error, first bool) bool {
	trouble, ok := redisconn.Diagnose(err)
	if !ok || !trouble.Passing {
		return false
	}
	if first {
		fmt.Fprintf(p.err, "trackreg: %s; still trying\n", plain(err))
	}
	return true
}
