package main

import (
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"
)

// printTable prints all figures, and under them which goals were missed.
func printTable(out io.Writer, results []result) {
	fmt.Fprintf(out, "%s/%s, %d CPUs, %s\n\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "scenario\tfigure\tvalue\tgoal\tresult")
	goals, missed := 0, 0
	for _, r := range results {
		for _, f := range r.figures {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", r.scenario, f.name, f.value, orDash(f.goal), f.result())
			if f.goal == "" {
				continue
			}
			goals++
			if !f.reached {
				missed++
			}
		}
		if r.err != nil {
			fmt.Fprintf(table, "%s\t-\t-\t-\tnot measured\n", r.scenario)
		}
	}
	_ = table.Flush()
	fmt.Fprintf(out, "\n%d of %d goals met\n", goals-missed, goals)
}

func (f figure) result() string {
	switch {
	case f.goal == "":
		return "-"
	case f.reached:
		return "ok"
	default:
		return "MISSED"
	}
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
