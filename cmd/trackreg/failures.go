package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/view/failures"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// failuresFlags are the filters of the commands on the failures record.
type failuresFlags struct {
	class  choice
	code   codeFlag
	remedy string
	number string
	since  string
}

func (f *failuresFlags) add(cmd *cobra.Command) {
	f.class = choice{of: []string{queue.Terminal, queue.Retryable}}
	cmd.Flags().Var(&f.class, "class", "terminal or retryable")
	cmd.Flags().Var(&f.code, "code", "17TRACK's `CODE`, such as -18010019")
	cmd.Flags().StringVar(&f.remedy, "remedy", "", "what to do, such as add_postal_code")
	cmd.Flags().StringVar(&f.number, "number", "", "one tracking number")
	cmd.Flags().StringVar(&f.since, "since", "", "those that failed since `WHEN`: 24h for a day ago, 2026-01-31, or 2026-01-31T08:00:00Z")
}

func (f *failuresFlags) filter() (queue.Filter, error) {
	pick := queue.Filter{Class: f.class.value, Code: f.code.value, Remedy: f.remedy, Number: f.number}
	if f.remedy != "" && !slices.Contains(track17.Remedies(), f.remedy) {
		return pick, badUsage("--remedy: no failure has the remedy %q: %s", f.remedy, oneOf(f.remedy, track17.Remedies()))
	}
	if f.since == "" {
		return pick, nil
	}
	since, err := failures.ParseSince(f.since, time.Now())
	if err != nil {
		return pick, badUsage("--since: %w", err)
	}
	pick.Since = since
	return pick, nil
}

func (p *program) failuresCommand() *cobra.Command {
	cmd := group("failures", "The record of numbers that failed for good")
	cmd.AddCommand(p.failuresList(), p.failuresExport(), p.failuresRetry(), p.failuresDrop())
	return cmd
}

// picked are the failures of an account that a command's flags pick.
type picked struct {
	*queue.Failures
	backend *backend.Backend
	account string
	pick    queue.Filter
}

// note writes in the audit that so many of them were dealt with.
func (f picked) note(ctx context.Context, p *program, what string, count int, err error) {
	p.note(ctx, f.backend, audit.Deed{What: what, Account: f.account, Filter: audit.Picked(f.pick), Count: &count}, err)
}

// onFailures is a command that does something with the failures that its flags pick.
func (p *program) onFailures(use, short string, work func(context.Context, picked) error) *cobra.Command {
	var f failuresFlags
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.NoArgs,
		RunE: run(func(*cobra.Command, []string) error {
			pick, err := f.filter()
			if err != nil {
				return err
			}
			return p.withRedis(func(ctx context.Context, b *backend.Backend) error {
				account, err := p.accountIn(b.Settings, "")
				if err != nil {
					return err
				}
				return work(ctx, picked{queue.NewFailures(b.Redis, account), b, account, pick})
			})
		}),
	}
	f.add(cmd)
	return cmd
}

func (p *program) failuresList() *cobra.Command {
	var limit int
	cmd := p.onFailures("list", "List failures, and how many ask for each remedy", func(ctx context.Context, record picked) error {
		if p.json() {
			_, err := failures.ExportJSON(ctx, record.Failures, record.pick, p.out)
			return err
		}
		return failures.List(ctx, record.Failures, record.pick, limit, p.out)
	})
	cmd.Flags().IntVar(&limit, "limit", 50, "most that are listed; 0 lists all")
	return cmd
}

func (p *program) failuresExport() *cobra.Command {
	var path string
	cmd := p.onFailures("export", "Write failures as a CSV or XLSX that can be mended and fed in again", func(ctx context.Context, record picked) error {
		return p.exportTo(path, func(w io.Writer) (int, error) {
			if p.json() {
				return failures.ExportJSON(ctx, record.Failures, record.pick, w)
			}
			return failures.Export(ctx, record.Failures, record.pick, rows.FailuresFormat(path), w)
		})
	})
	exportFlag(cmd, &path)
	return cmd
}

// exportFlag is the flag that says where failures are written to, and in which format.
func exportFlag(cmd *cobra.Command, path *string) {
	cmd.Flags().StringVar(path, "file", "", "`FILE` to write to, a spreadsheet where its name ends in .xlsx (default, and -: standard output)")
}

// exportTo has failures written to a file, or to standard output where none is named, and says
// how many are in the file.
func (p *program) exportTo(path string, write func(w io.Writer) (int, error)) error {
	if path == "" || path == "-" {
		_, err := write(asData(p.out))
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	n, err := write(file)
	if err = errors.Join(err, file.Close()); err == nil {
		fmt.Fprintf(p.err, "%s failures are in %s\n", figures.Count(n), printable.Text(path))
	}
	return err
}

func (p *program) failuresRetry() *cobra.Command {
	return p.onFailures("retry", "Enqueue failures anew", func(ctx context.Context, record picked) error {
		tally, err := record.Retry(ctx, record.pick, func(f queue.Failure, _ queue.Receipt, err error) {
			if err != nil {
				fmt.Fprintf(p.err, "trackreg: %s\n", printable.Text(fmt.Sprintf("%s: %v", f.ID, err)))
			}
		})
		record.note(ctx, p, audit.Retry, tally.Enqueued, err)
		if p.json() {
			return errors.Join(err, json.NewEncoder(p.out).Encode(map[string]int{
				"enqueued": tally.Enqueued, "duplicate": tally.Duplicates, "failed": tally.Failed,
			}))
		}
		fmt.Fprintf(p.out, "%s enqueued, %s waiting already, %s could not be\n",
			figures.Count(tally.Enqueued), figures.Count(tally.Duplicates), figures.Count(tally.Failed))
		return err
	})
}

func (p *program) failuresDrop() *cobra.Command {
	var all bool
	cmd := p.onFailures("drop", "Remove failures from the record", func(ctx context.Context, record picked) error {
		if record.pick == (queue.Filter{}) && !all {
			if err := p.confirmDrop(ctx, record.Failures); err != nil {
				return err
			}
		}
		n, err := record.Drop(ctx, record.pick)
		record.note(ctx, p, audit.Drop, n, err)
		if p.json() {
			return errors.Join(err, json.NewEncoder(p.out).Encode(map[string]int{"dropped": n}))
		}
		fmt.Fprintf(p.out, "%s dropped\n", figures.Count(n))
		return err
	})
	cmd.Flags().BoolVar(&all, "all", false, "remove every failure of the account without asking, where no filter is given")
	return cmd
}

// confirmDrop asks whether every failure is meant. The error says that it is not, or that there is
// nobody to ask.
func (p *program) confirmDrop(ctx context.Context, record *queue.Failures) error {
	n, err := record.Len(ctx)
	if err != nil {
		return err
	}
	yes, asked := p.confirm(fmt.Sprintf("drop all %s of the account?", figures.Many(n, "failure")))
	switch {
	case !asked:
		return badUsage("without a filter every failure of the account is dropped: give --all if that is meant, or a filter such as --class retryable")
	case !yes:
		return &exit{code: exitFailed, err: errors.New("nothing was dropped")}
	}
	return nil
}
