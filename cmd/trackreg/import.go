package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/importer"
	"github.com/trackreg/trackreg/internal/nearest"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/cli/imports"
)

func (p *program) importCommand() *cobra.Command {
	cmd := group("import", "The configured bulk imports: list, run, cancel, see how they go")
	cmd.Long = "Imports are configured in the settings file, under imports. Any worker runs them, on their timetable or\n" +
		"when they are asked for by hand, one run of an import at a time."
	cmd.AddCommand(p.importList(), p.importRun(), p.importStatus(), p.importRuns(), p.importCancel(), p.importFailures())
	return cmd
}

// onImport is a command about one import, which its first argument names.
func (p *program) onImport(args []string, work func(ctx context.Context, b *backend.Backend, of configs.Import) error) error {
	return p.withRedis(func(ctx context.Context, b *backend.Backend) error {
		of, err := p.importIn(b.Settings, args[0])
		if err != nil {
			return err
		}
		return work(ctx, b, of)
	})
}

// importIn returns the import of that name.
func (p *program) importIn(s configs.Settings, name string) (configs.Import, error) {
	all, err := p.importsIn(s)
	if err != nil {
		return configs.Import{}, err
	}
	var names []string
	for _, one := range all {
		if one.Name == name {
			return one, nil
		}
		names = append(names, one.Name)
	}
	mend := "give some under imports in the settings file"
	if like := nearest.Name(name, names); like != "" {
		mend = fmt.Sprintf("did you mean %q?", like)
	} else if len(names) > 0 {
		mend = "use one of " + strings.Join(names, ", ")
	}
	return configs.Import{}, badUsage("no import %q in the settings: %s", name, mend)
}

// importsIn returns the imports of the account that --account names, or all.
func (p *program) importsIn(s configs.Settings) ([]configs.Import, error) {
	names, err := p.accountsIn(s)
	if err != nil {
		return nil, err
	}
	return importer.FromSettings(only(s, names...)).Imports, nil
}

func (p *program) importList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the imports: when they are due, what they read, how they last went",
		Args:  cobra.NoArgs,
		RunE:  run(func(*cobra.Command, []string) error { return p.showImports(imports.WriteList) }),
	}
}

// showImports shows how all imports stand.
func (p *program) showImports(write func(w io.Writer, all []standing.Import) error) error {
	return p.withRedis(func(ctx context.Context, b *backend.Backend) error {
		all, err := p.importsIn(b.Settings)
		if err != nil {
			return err
		}
		found, err := standing.ReadImports(ctx, b.Redis, all, time.Now())
		if err != nil {
			return err
		}
		if p.json() {
			write = imports.WriteJSON
		}
		return write(p.out, found)
	})
}

func (p *program) importStatus() *cobra.Command {
	return &cobra.Command{
		Use:   "status [NAME]",
		Short: "Show how imports go: rows read, queued, registered, refused, rate and time left",
		Args:  cobra.MaximumNArgs(1),
		RunE: run(func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.showImports(imports.WriteStatus)
			}
			return p.onImport(args, func(ctx context.Context, b *backend.Backend, of configs.Import) error {
				one, err := standing.ReadImport(ctx, b.Redis, of, time.Now())
				if err != nil {
					return err
				}
				if p.json() {
					return imports.WriteJSON(p.out, []standing.Import{one})
				}
				return imports.WriteOne(p.out, one)
			})
		}),
	}
}

func (p *program) importCancel() *cobra.Command {
	return &cobra.Command{
		Use:   "cancel NAME",
		Short: "Stop an import's run, and take back what it has queued and is not sent yet",
		Args:  cobra.ExactArgs(1),
		RunE: run(func(_ *cobra.Command, args []string) error {
			return p.onImport(args, func(ctx context.Context, b *backend.Backend, of configs.Import) error {
				states, err := importer.Cancel(ctx, p.importerOptions(b), of)
				p.note(ctx, b, audit.Deed{
					What: audit.Cancel, Account: of.Account, Filter: audit.Pairs("import", of.Name), Count: new(len(states)),
				}, err)
				if p.json() && len(states) > 0 {
					return errors.Join(err, json.NewEncoder(p.out).Encode(states))
				}
				return errors.Join(err, imports.WriteCancelled(p.out, states))
			})
		}),
	}
}

// importerOptions are what the importer works with in this process.
func (p *program) importerOptions(b *backend.Backend) importer.Options {
	o := importer.FromSettings(b.Settings)
	o.Redis, o.Log = b.Redis, p.logger(b.Settings.Log)
	return o
}

func (p *program) importFailures() *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "failures NAME [RUN]",
		Short: "Write the rows of a run that failed as a CSV or XLSX that can be mended and read again",
		Long: "failures writes the rows of a run, the latest unless RUN names one, that were invalid or failed: in the\n" +
			"columns of the source, with code, message, remedy and line beside each. Mend them in a spreadsheet and\n" +
			"have the import, or trackreg enqueue, read the file.",
		Args: cobra.RangeArgs(1, 2),
		RunE: run(func(_ *cobra.Command, args []string) error {
			return p.onImport(args, func(ctx context.Context, b *backend.Backend, of configs.Import) error {
				run, err := findRun(ctx, b, of, append(args, "")[1])
				if err != nil {
					return err
				}
				return p.exportTo(path, func(w io.Writer) (int, error) {
					failed := importer.Failures(ctx, b.Redis, of.Account, of.Name, run.ID)
					if p.json() {
						return imports.WriteFailuresJSON(w, failed)
					}
					return imports.WriteFailures(w, rows.FailuresFormat(path), run, of, failed)
				})
			})
		}),
	}
	exportFlag(cmd, &path)
	return cmd
}
