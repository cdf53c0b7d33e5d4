package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/limits"
	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/accounts"
)

func (p *program) statusCommand() *cobra.Command {
	var watch bool
	var every time.Duration
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show each account: gate, pace, quota, queued, in flight, done, failed",
		Long: "status shows how each account stands. With --watch it shows that again and again, with how fast the\n" +
			"account lately was, how full its calls were, and when what waits now will be done: drawn in its\n" +
			"place on a terminal, in colour unless NO_COLOR is set, else one showing under the other. --json\n" +
			"prints one array, and with --watch one object a line.",
		Args: cobra.NoArgs,
		RunE: run(func(*cobra.Command, []string) error {
			if every <= 0 {
				return badUsage("--every %s is not above 0: choose 2s or the like", every)
			}
			return p.withRedis(func(ctx context.Context, b *backend.Backend) error {
				names, err := p.accountsIn(b.Settings)
				if err != nil {
					return err
				}
				var subjects []standing.Subject
				for _, name := range names {
					subjects = append(subjects, standing.Subject{Name: name, Gate: limits.Of(b.Settings, name)})
				}
				read := func(ctx context.Context) ([]standing.Account, error) {
					return standing.ReadAccounts(ctx, b.Redis, subjects)
				}
				if watch {
					return p.watchStatus(ctx, every, read)
				}
				return accounts.Once(ctx, p.out, read, p.statusWriter())
			})
		}),
	}
	cmd.Flags().BoolVar(&watch, "watch", false, "show it again and again, until interrupted")
	cmd.Flags().DurationVar(&every, "every", 2*time.Second, "how often --watch shows it")
	return cmd
}

// watchStatus shows the status again and again: drawn in its place on a terminal, else one showing
// under the other.
func (p *program) watchStatus(ctx context.Context, every time.Duration, read accounts.Reader) error {
	if terminal, ok := p.screen(); ok && !p.json() {
		screen := accounts.Screen{
			Out: terminal.file, Every: every, Size: terminal.size, Colour: terminal.colour, Passing: passing,
		}
		return screen.Watch(ctx, read)
	}
	write := accounts.WriteShowingTable
	if p.json() {
		write = accounts.WriteShowing
	}
	return accounts.Watch(ctx, p.out, accounts.Watching{Every: every, Failed: p.outlast}, read, write)
}

// passing says in words for people what is wrong with Redis, and is true where that may pass: to
// watch is most wanted while things go wrong.
func passing(err error) (string, bool) {
	trouble, ok := redistrouble.Diagnose(err)
	return trouble.Advice + "; still trying", ok && trouble.Passing
}

// outlast says once each time that Redis is in trouble.
func (p *program) outlast(err error, first bool) bool {
	said, ok := passing(err)
	if ok && first {
		fmt.Fprintf(p.err, "trackreg: %s (%v)\n", said, err)
	}
	return ok
}
