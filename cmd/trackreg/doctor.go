package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/doctor"
)

func (p *program) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check settings, Redis, clocks and keys, and say what to do",
		Long: "doctor looks at the settings, at Redis (version, eviction, persistence, memory, what its user may\n" +
			"do), at the clocks, at each account's key by one getquota call in a slot like any other, at the\n" +
			"address of http.listen and at the sources of imports. It changes nothing.\n\n" +
			"Exit codes: 0 without a fault, 1 with one.",
		Example: "  trackreg doctor\n" +
			"  trackreg doctor --account main -o json",
		Args: cobra.NoArgs,
		RunE: run(func(*cobra.Command, []string) error {
			ctx, stop := p.interruptible(context.Background(), 0)
			defer stop()
			return p.examine(ctx)
		}),
	}
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
