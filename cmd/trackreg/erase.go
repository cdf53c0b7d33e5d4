package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/erase"
)

func (p *program) eraseCommand() *cobra.Command {
	var report bool
	cmd := &cobra.Command{
		Use:   "erase NUMBER...",
		Short: "Remove every trace of a number from Redis, and say where it was",
		Long: "erase looks for numbers in the queues, asynq's archive, failures, refused entries, outcomes, tracking, known\n" +
			"numbers, the runs of imports and the audit, of all accounts or that of --account, and removes what it finds.\n" +
			"In the audit the number is struck and the deed stays. What a worker has in hand is left, and said: run it\n" +
			"again. What 17TRACK knows of the number is not touched.\n\n" +
			"Exit codes: 0 no trace is left, 1 something is.",
		Example: "  trackreg erase --report RR123456789CN\n" +
			"  trackreg erase RR123456789CN",
		Args: cobra.MinimumNArgs(1),
		RunE: run(func(_ *cobra.Command, numbers []string) error {
			return p.withRedis(func(ctx context.Context, b *backend.Backend) error { return p.erase(ctx, b, numbers, report) })
		}),
	}
	cmd.Flags().BoolVar(&report, "report", false, "say where the numbers are, and remove nothing")
	return cmd
}

func (p *program) erase(ctx context.Context, b *backend.Backend, numbers []string, only bool) error {
	accounts, err := p.accountsIn(b.Settings)
	if err != nil {
		return err
	}
	table, err := carriers.Load(carriers.Beside(b.Settings.File))
	if err != nil {
		return err
	}
	eraser := erase.New(b.Redis, table)
	var all []erase.Report
	left := 0
	for _, account := range accounts {
		for _, number := range numbers {
			r, err := eraser.Erase(ctx, account, number, only)
			if found := r.Found(); !only && found > 0 {
				p.note(ctx, b, audit.Deed{What: audit.Erase, Account: account, Filter: audit.Pairs("number", audit.Struck), Count: &found}, err)
			}
			if err != nil {
				return err
			}
			left += r.Left()
			all = append(all, r)
		}
	}
	if err := p.writeErased(all, only); err != nil {
		return err
	}
	if left > 0 && !only {
		return &exit{code: exitFailed}
	}
	return nil
}

func (p *program) writeErased(all []erase.Report, only bool) error {
	if p.json() {
		return erase.WriteJSON(p.out, all)
	}
	if err := erase.WriteTable(p.out, all, only); err != nil {
		return fmt.Errorf("write what was found: %w", err)
	}
	return nil
}
