package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/doctor"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/inlet"
)

func (p *program) doctorCommand() *cobra.Command {
	repair := choice{of: []string{"inlet"}}
	command := &cobra.Command{
		Use:   "doctor",
		Short: "Check settings, Redis, clocks and keys, and say what to do",
		Long: "doctor looks at the settings, at Redis (version, eviction, persistence, memory, what its user may\n" +
			"do), at the clocks, at each account's key by one getquota call in a slot like any other, at the\n" +
			"address of http.listen and at the sources of imports. It changes nothing, but for what --repair names:\n" +
			"inlet: a stream that takes no more entries, since one was added under the last id there is, is made\n" +
			"anew under its name, with what was not queued yet.\n\n" +
			"Exit codes: 0 without a fault, 1 with one.",
		Example: "  trackreg doctor\n" +
			"  trackreg doctor --account main -o json\n" +
			"  trackreg doctor --repair inlet --account main",
		Args: cobra.NoArgs,
		RunE: run(func(*cobra.Command, []string) error {
			if repair.value == "inlet" {
				return p.repairInlets()
			}
			ctx, stop := p.interruptible(context.Background(), 0)
			defer stop()
			return p.examine(ctx)
		}),
	}
	command.Flags().Var(&repair, "repair", "what to repair: inlet")
	return command
}

// repairInlets makes inlets that take no more entries anew.
func (p *program) repairInlets() error {
	return p.withRedis(func(ctx context.Context, b *backend.Backend) error {
		accounts, err := p.accountsIn(b.Settings)
		if err != nil {
			return err
		}
		for _, account := range accounts {
			copied, err := inlet.Repair(ctx, b.Redis, account)
			if err != nil {
				return err
			}
			fmt.Fprintf(p.out, "%s: the inlet takes entries; copied to a new stream: %s\n", account, figures.Count(copied))
		}
		return nil
	})
}

func (p *program) examine(ctx context.Context) error {
	s, warnings, err := p.load()
	o := doctor.Options{Settings: s, Warnings: warnings, Err: err}
	if err == nil {
		if o.Accounts, err = p.accountsIn(s); err != nil {
			return err
		}
	}
	report := doctor.Examine(ctx, o)
	if err := ctx.Err(); err != nil {
		return err
	}
	write := report.Write
	if p.json() {
		write = report.WriteJSON
	}
	if err := write(p.out); err != nil {
		return err
	}
	if report.Level == doctor.Fault {
		return &exit{code: exitFailed}
	}
	return nil
}
