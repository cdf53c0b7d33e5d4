package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/calendar"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/rows"
)

// readingFlags say how an input is read.
type readingFlags struct {
	format    choice
	encoding  string
	sheet     string
	headerRow int
	noHeader  bool
	columns   map[string]string
	ignore    []string
	carriers  map[string]string
	unknown   choice
	dates     choice
	split     bool
}

func (f *readingFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.format = choice{of: []string{string(rows.CSV), string(rows.NDJSON), string(rows.JSON), string(rows.XLSX), string(rows.Lines)}}
	flags.Var(&f.format, "format", "csv, ndjson, json, xlsx or lines (default: what the content is)")
	flags.StringVar(&f.encoding, "encoding", "", "`NAME` such as windows-1252, gb18030, shift_jis, utf-16 (default: utf-8, or what a byte order mark says)")
	flags.StringVar(&f.sheet, "sheet", "", "`NAME` of the sheet of an XLSX file (default: the first visible one with a header)")
	flags.IntVar(&f.headerRow, "header-row", 0, "`LINE` of the header (default: looked for in the first 20)")
	flags.BoolVar(&f.noHeader, "no-header", false, "there is none; --column names columns by letters, as in number=C")
	flags.StringToStringVar(&f.columns, "column", nil, "`FIELD=COLUMN`: the column, by heading or letter, or in JSON the path, that gives a field, as in number=\"Tracking No\"; may be repeated")
	flags.StringArrayVar(&f.ignore, "ignore", nil, "`COLUMN` that is not read, whatever its heading; may be repeated")
	flags.StringToStringVar(&f.carriers, "carrier", nil, "`NAME=CODE`: the carrier that a name in the input means; may be repeated")
	f.unknown = choice{of: []string{configs.RefuseUnknown, configs.DetectUnknown}}
	flags.Var(&f.unknown, "unknown-carrier", "refuse the row (default), or detect: leave the carrier out, so that 17TRACK finds out")
	f.dates = choice{of: []string{"dmy", "mdy"}}
	flags.Var(&f.dates, "dates", "dmy or mdy: how 03/04/2026 is meant (default: such a date is left out)")
	flags.BoolVar(&f.split, "split", true, "make several numbers in one cell several entries; --split=false refuses them")
	cmd.MarkFlagsMutuallyExclusive("header-row", "no-header")
}

// options are the flags as the reader takes them.
func (f *readingFlags) options(s configs.Settings) (rows.Options, error) {
	if _, err := rows.Encoding(f.encoding); err != nil {
		return rows.Options{}, badUsage("--encoding: %v", err)
	}
	if f.headerRow < 0 {
		return rows.Options{}, badUsage("--header-row %d: lines are counted from 1", f.headerRow)
	}
	table, err := carriers.Load(carriers.Beside(s.File))
	if err != nil {
		return rows.Options{}, err
	}
	order, _ := calendar.OrderNamed(f.dates.value) // the flag takes no other
	o := rows.Options{
		Format: rows.Format(f.format.value), Encoding: f.encoding, Sheet: f.sheet, HeaderRow: f.headerRow, NoHeader: f.noHeader,
		Columns: f.columns, Ignore: f.ignore, Table: table, Carriers: map[string]int{},
		DetectUnknown: f.unknown.value == configs.DetectUnknown, Dates: order, Whole: !f.split,
	}
	for name, code := range f.carriers {
		if o.Carriers[name], err = strconv.Atoi(code); err != nil || o.Carriers[name] < 0 {
			return rows.Options{}, badUsage("--carrier %s=%s: %s is no carrier's code: trackreg carriers find %s", name, code, code, inShell(name))
		}
	}
	return o, nil
}

// open opens the input that the arguments name.
func (f *readingFlags) open(p *program, s configs.Settings, args []string) (*job.Input, error) {
	o, err := f.options(s)
	if err != nil {
		return nil, err
	}
	return job.Choose(args, p.in, o)
}

// mapping is the flags by which a file of failures, which keeps the input's headings, is read as the
// input was.
func (f *readingFlags) mapping() string {
	var flags strings.Builder
	for _, field := range slices.Sorted(maps.Keys(f.columns)) {
		pair := field + "=" + f.columns[field]
		if strings.ContainsAny(pair, ",\"") {
			pair = `"` + strings.ReplaceAll(pair, `"`, `""`) + `"` // the flag takes a list, as a CSV has it
		}
		flags.WriteString(" --column " + inShell(pair))
	}
	for _, name := range slices.Sorted(maps.Keys(f.carriers)) {
		flags.WriteString(" --carrier " + inShell(name+"="+f.carriers[name]))
	}
	for _, heading := range f.ignore {
		flags.WriteString(" --ignore " + inShell(heading))
	}
	for _, flag := range []struct{ name, value string }{{"unknown-carrier", f.unknown.value}, {"dates", f.dates.value}} {
		if flag.value != "" {
			fmt.Fprintf(&flags, " --%s %s", flag.name, flag.value)
		}
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
