package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/workers"
)

func (p *program) workersCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "workers",
		Short: "Show which processes serve the accounts",
		Long: "workers shows the processes that serve the accounts, or that of --account: host, version, since when, what\n" +
			"their handlers hold, how much of that is in a call, and when each was last seen. One that is killed stays\n" +
			"for fifteen seconds. Under them it says that versions differ, and which account nobody serves.",
		Args: cobra.NoArgs,
		RunE: run(func(*cobra.Command, []string) error { return p.withRedis(p.showWorkers) }),
	}
}

func (p *program) showWorkers(ctx context.Context, b *backend.Backend) error {
	names, err := p.accountsIn(b.Settings)
	if err != nil {
		return err
	}
	all, err := presence.NewReader(b.Redis).All(ctx, names...)
	if err != nil {
		return err
	}
	if p.json() {
		return workers.WriteJSON(p.out, all)
	}
	now, err := b.Redis.Time(ctx).Result()
	if err != nil {
		return err
	}
	return workers.WriteTable(p.out, all, names, now)
}

// warnUnserved says on standard error that nobody works for an account. That this cannot be found
// out changes nothing of what was done.
func (p *program) warnUnserved(ctx context.Context, b *backend.Backend, account string) {
	all, err := standing.ReadServices(ctx, b.Redis, account)
	if err != nil {
		return
	}
	if unserved := all[0].Unserved(); unserved != "" {
		fmt.Fprintf(p.err, "trackreg: warning: %s; start one by trackreg worker\n", unserved)
	}
}
