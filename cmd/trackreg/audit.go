package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/view/cli/deeds"
	"github.com/trackreg/trackreg/internal/view/failures"
)

func (p *program) auditCommand() *cobra.Command {
	var since string
	var limit int
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Show who did what by hand, the newest first",
		Long: "audit shows what was done by hand, of all accounts or that of --account: pauses, retries, drops, runs and\n" +
			"the like, by the status page, the API, asynqmon and commands, with who it was and what it came to.",
		Args: cobra.NoArgs,
		RunE: run(func(*cobra.Command, []string) error {
			from := time.Time{}
			if since != "" {
				var err error
				if from, err = failures.ParseSince(since, time.Now()); err != nil {
					return badUsage("--since: %w", err)
				}
			}
			if limit < 0 {
				return badUsage("--limit %d is below 0: choose how many are listed, or 0 for all", limit)
			}
			return p.withRedis(func(ctx context.Context, b *backend.Backend) error {
				return p.showDeeds(ctx, b, from, limit)
			})
		}),
	}
	cmd.Flags().StringVar(&since, "since", "", "what was done since `WHEN`: 24h for a day ago, 2026-01-31, or 2026-01-31T08:00:00Z")
	cmd.Flags().IntVar(&limit, "limit", 50, "most that are listed; 0 lists all")
	return cmd
}

func (p *program) showDeeds(ctx context.Context, b *backend.Backend, since time.Time, limit int) error {
	accounts, err := p.accountsIn(b.Settings)
	if err != nil {
		return err
	}
	all, err := deeds.Read(ctx, audit.NewReader(b.Redis), accounts, since, limit)
	if err != nil {
		return err
	}
	if p.json() {
		return deeds.WriteJSON(p.out, all)
	}
	return deeds.WriteTable(p.out, all)
}

// note writes in the audit what this command did and how that ended. What cannot be written there
// is done nevertheless, and said.
func (p *program) note(ctx context.Context, b *backend.Backend, d audit.Deed, err error) {
	if !d.Done(err) {
		return
	}
	d.Who, d.Via = audit.Shell(), audit.ViaCommand
	if err := audit.NewRecorder(b.Redis).Record(ctx, d); err != nil {
		p.complain(fmt.Sprintf("it is done, but the audit does not say so: %s", plain(err)))
	}
}
