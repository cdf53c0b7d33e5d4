package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
)

// inputFlags are the flags of the commands that read rows.
type inputFlags struct {
	queue    choice
	columns  map[string]string
	format   choice
	encoding choice
	sheet    string
	force    bool
}

// inputUsage is how those commands are called.
const inputUsage = " [FILE or - or NUMBER...]"

func (f *inputFlags) add(cmd *cobra.Command) {
	f.queue = choice{of: []string{"live", "bulk"}}
	cmd.Flags().Var(&f.queue, "queue", "live or bulk (default: bulk for a file, live for single numbers)")
	cmd.Flags().BoolVar(&f.force, "force", false, "go round the known numbers")
	f.addReading(cmd)
}

// addReading adds only the flags that say how the input is read.
func (f *inputFlags) addReading(cmd *cobra.Command) {
	f.format = choice{of: []string{string(rows.CSV), string(rows.NDJSON), string(rows.XLSX), string(rows.Lines)}}
	cmd.Flags().Var(&f.format, "format", "csv, ndjson, xlsx or lines (default: found out)")
	f.encoding = choice{of: []string{"utf-8", "utf-16", "windows-1252"}}
	cmd.Flags().Var(&f.encoding, "encoding", "utf-8, utf-16 or windows-1252 (default: utf-8, or what a byte order mark says)")
	cmd.Flags().StringVar(&f.sheet, "sheet", "", "`NAME` of the sheet of an XLSX file (default: the first)")
	cmd.Flags().StringToStringVar(&f.columns, "column", nil, "`FIELD=COLUMN`: the column that gives a field, as in number=\"Tracking No\"; may be repeated")
}

// mapping is the flags by which a file of failures, which keeps the input's headings, is read as the
// input was.
func (f *inputFlags) mapping() string {
	var flags strings.Builder
	for _, field := range slices.Sorted(maps.Keys(f.columns)) {
		pair := field + "=" + f.columns[field]
		if strings.ContainsAny(pair, ",\"") {
			pair = `"` + strings.ReplaceAll(pair, `"`, `""`) + `"` // the flag takes a list, as a CSV has it
		}
		flags.WriteString(" --column " + inShell(pair))
	}
	return flags.String()
}

// inShell writes an argument as a shell takes it.
func inShell(argument string) string {
	if strings.Trim(argument, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_=.,:/+-") == "" {
		return argument
	}
	return "'" + strings.ReplaceAll(argument, "'", `'\''`) + "'"
}

// open opens the input that the arguments name.
func (f *inputFlags) open(p *program, args []string) (*job.Input, error) {
	return job.Choose(args, p.in, rows.Options{
		Format: rows.Format(f.format.value), Columns: f.columns, Encoding: f.encoding.value, Sheet: f.sheet,
	})
}

// skipKnown has the input leave out the account's known numbers, if it keeps a
// record of them and nobody forces them through.
func (f *inputFlags) skipKnown(in *job.Input, b *backend.Backend, account string) {
	if k := b.Settings.Accounts[account].KnownNumbers; k.Enabled && !f.force {
		in.SkipKnown(job.NewSieve(b.Redis, account, k.Months))
	}
}

// live tells whether the rows go in the live queue.
func (f *inputFlags) live(in *job.Input) bool {
	return f.queue.value == "live" || f.queue.value == "" && in.Single
}

// place is the queue as an option of the producer's.
func (f *inputFlags) place(in *job.Input) queue.Option {
	if f.live(in) {
		return queue.Live()
	}
	return queue.Bulk()
}

// queueOf is the name of the queue that the rows go in.
func (f *inputFlags) queueOf(in *job.Input, account string) string {
	if f.live(in) {
		return queue.LiveQueue(account)
	}
	return queue.BulkQueue(account)
}
