package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/limits"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/imports"
)

// importRunFlags are the flags of import run.
type importRunFlags struct{ dryRun, follow, force bool }

func (p *program) importRun() *cobra.Command {
	var f importRunFlags
	cmd := &cobra.Command{
		Use:   "run NAME",
		Short: "Have an import run now, or see what it would do",
		Long: "run has any worker run the import, and returns; with --follow it shows how that goes until the run has\n" +
			"ended, and exits 1 if that was not well. With --dry-run it reads everything in this process, says what a\n" +
			"run would queue and cost, and queues nothing.",
		Args: cobra.ExactArgs(1),
		RunE: run(func(_ *cobra.Command, args []string) error {
			return p.onImport(args, func(ctx context.Context, b *backend.Backend, of configs.Import) error {
				if f.dryRun {
					return p.rehearse(ctx, b, of, f.force)
				}
				return p.startImport(ctx, b, of, f)
			})
		}),
	}
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "read and check everything, and say what a run would do and cost")
	cmd.Flags().BoolVar(&f.follow, "follow", false, "show how the run goes until it has ended")
	cmd.Flags().BoolVar(&f.force, "force", false, "go round the known numbers")
	cmd.MarkFlagsMutuallyExclusive("dry-run", "follow")
	return cmd
}

// rehearse says what a run would do.
func (p *program) rehearse(ctx context.Context, b *backend.Backend, of configs.Import, force bool) error {
	table, err := carriers.Load(carriers.Beside(b.Settings.File))
	if err != nil {
		return err
	}
	o := p.importerOptions(b)
	o.Carriers = table
	found, err := importer.Rehearse(ctx, o, of, force)
	if err != nil {
		return err
	}
	account, err := standing.ReadAccount(ctx, b.Redis, standing.Subject{Name: of.Account, Gate: limits.Of(b.Settings, of.Account)})
	if err != nil {
		return err
	}
	rehearsal := imports.Priced(found, account)
	if p.json() {
		err = json.NewEncoder(p.out).Encode(rehearsal)
	} else {
		err = imports.WriteRehearsal(p.out, rehearsal)
	}
	if err == nil && len(found.Problems) > 0 {
		return &exit{code: exitFailed}
	}
	return err
}

// startImport queues a run, and follows it if that is asked for.
func (p *program) startImport(ctx context.Context, b *backend.Backend, of configs.Import, f importRunFlags) error {
	id, err := importer.StartNow(ctx, b.Redis, of, f.force)
	p.note(ctx, b, audit.Deed{What: audit.Run, Account: of.Account, Filter: audit.Started(of.Name, id, f.force)}, err)
	if err != nil {
		return err
	}
	alive, err := importer.Alive(ctx, b.Redis)
	if err != nil {
		return err
	}
	if !alive {
		p.complain("no worker that runs imports is alive: the run waits until one is (trackreg worker)")
	}
	switch {
	case f.follow:
		return p.followImport(ctx, b, of, id)
	case p.json():
		return json.NewEncoder(p.out).Encode(map[string]any{"run": id, "worker_alive": alive})
	}
	_, err = fmt.Fprintf(p.out, "%s is queued; trackreg import status %s shows how it goes\n", id, of.Name)
	return err
}

// followImport shows how a run goes until it has ended, and then what it came to.
func (p *program) followImport(ctx context.Context, b *backend.Backend, of configs.Import, id string) error {
	shows := p.display()
	run, err := imports.Follow(ctx, imports.Following{
		Display: shows, Failed: p.outlast,
		Read: func(ctx context.Context) (standing.Run, error) { return standing.ReadRun(ctx, b.Redis, of, id) },
	})
	shows.Close()
	if errors.Is(err, context.Canceled) {
		p.complain(fmt.Sprintf("%s goes on: trackreg import status %s shows how, trackreg import cancel %[2]s ends it", id, of.Name))
		return err
	}
	if err != nil {
		return err
	}
	if p.json() {
		err = json.NewEncoder(p.out).Encode(run)
	} else {
		err = imports.WriteReport(p.out, run)
	}
	if err == nil && run.Phase != ledger.Finished {
		return &exit{code: exitFailed}
	}
	return err
}
