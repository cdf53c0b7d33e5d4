// Package failures writes an account's record of failed numbers for people: as a
// list, or as a file that can be mended and fed in again.
package failures

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// List writes the failures that pick picks, at most so many of them (0: all),
// and under them how many there are by what to do about them.
func List(ctx context.Context, record *queue.Failures, pick queue.Filter, most int, w io.Writer) error {
	table := figures.Table{Columns: []figures.Column{
		{Head: "NUMBER"}, {Head: "CARRIER", Right: true}, {Head: "CLASS"}, {Head: "CODE", Right: true}, {Head: "REMEDY"},
		{Head: "ATTEMPTS", Right: true}, {Head: "AT"}, {Head: "MESSAGE"},
	}}
	counts := map[queue.Cause]int{}
	total := 0
	for f, err := range record.All(ctx, pick) {
		if err != nil {
			return err
		}
		total++
		counts[queue.Cause{Class: f.Class, Remedy: f.Remedy}]++
		if most == 0 || table.Len() < most {
			table.Add(f.Number(), number(f.Carrier()), f.Class, number(f.Code), f.Remedy, strconv.Itoa(f.Attempts),
				figures.Moment(f.At), f.Message)
		}
	}
	if total == 0 {
		_, err := fmt.Fprintln(w, "no failures")
		return err
	}
	if err := table.Write(w); err != nil {
		return err
	}
	if left := total - table.Len(); left > 0 {
		if _, err := fmt.Fprintf(w, "… and %s more; --limit 0 lists all\n", figures.Count(left)); err != nil {
			return err
		}
	}
	return writeCauses(w, counts)
}

// number leaves a cell empty where there is none.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// writeCauses writes how many there are by what to do about them, most first.
func writeCauses(w io.Writer, counts map[queue.Cause]int) error {
	causes := make([]queue.Cause, 0, len(counts))
	for cause := range counts {
		causes = append(causes, cause)
	}
	slices.SortFunc(causes, func(a, b queue.Cause) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return slices.Compare([]string{a.Remedy, a.Class}, []string{b.Remedy, b.Class})
	})
	table := figures.Table{Columns: []figures.Column{{Head: "ROWS", Right: true}, {Head: "CLASS"}, {Head: "REMEDY"}, {Head: "WHAT TO DO"}}}
	for _, cause := range causes {
		table.Add(figures.Count(counts[cause]), cause.Class, cause.Remedy, track17.Advice(cause.Remedy))
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return table.Write(w)
}
