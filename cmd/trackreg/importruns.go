package main

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/imports"
)

func (p *program) importRuns() *cobra.Command {
	return &cobra.Command{
		Use:   "runs NAME [RUN]",
		Short: "List an import's runs, or show all that is known of one",
		Long: "runs lists the runs of an import, the newest first: how each ended, and what became of its rows. With RUN it\n" +
			"shows all that is known of that one.",
		Args: cobra.RangeArgs(1, 2),
		RunE: run(func(_ *cobra.Command, args []string) error {
			return p.onImport(args, func(ctx context.Context, b *backend.Backend, of configs.Import) error {
				if len(args) == 2 {
					return p.showRun(ctx, b, of, args[1])
				}
				runs, err := standing.ReadRuns(ctx, b.Redis, of)
				switch {
				case err != nil:
					return err
				case p.json():
					return imports.WriteRunsJSON(p.out, runs)
				}
				return imports.WriteRuns(p.out, of.Name, runs)
			})
		}),
	}
}

// showRun shows all that is known of one run.
func (p *program) showRun(ctx context.Context, b *backend.Backend, of configs.Import, id string) error {
	run, err := findRun(ctx, b, of, id)
	switch {
	case err != nil:
		return err
	case p.json():
		return json.NewEncoder(p.out).Encode(run)
	}
	return imports.WriteReport(p.out, run)
}

// findRun reads the run that a person names, "" being the one that most is to be said of.
func findRun(ctx context.Context, b *backend.Backend, of configs.Import, id string) (standing.Run, error) {
	run, err := standing.FindRun(ctx, b.Redis, of, id)
	if errors.Is(err, ledger.ErrNoRun) {
		return run, badUsage("%w: see trackreg import runs %s", err, of.Name)
	}
	return run, err
}
