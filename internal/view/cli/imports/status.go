package imports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

// WriteStatus writes how the imports go for people: a line for the run of each that most is to
// be said of, and under them why those stand still that do.
func WriteStatus(w io.Writer, all []standing.Import) error {
	if len(all) == 0 {
		return WriteList(w, nil)
	}
	var runs []standing.Run
	for _, s := range all {
		if run := s.Latest(); run != nil {
			runs = append(runs, *run)
		} else if _, err := fmt.Fprintf(w, "%s: it never ran\n", s.Name); err != nil {
			return err
		}
	}
	if err := writeRuns(w, runs); err != nil {
		return err
	}
	for _, s := range all {
		if err := writeLooked(w, s); err != nil {
			return err
		}
	}
	return nil
}

// writeLooked says when an import was last found to have nothing new.
func writeLooked(w io.Writer, s standing.Import) error {
	if s.Looked == nil {
		return nil
	}
	_, err := fmt.Fprintf(w, "%s: nothing new to read since, last looked %s\n", s.Name, figures.Moment(*s.Looked))
	return err
}

// writeRuns writes a line for each run.
func writeRuns(w io.Writer, runs []standing.Run) error {
	if len(runs) == 0 {
		return nil
	}
	shown := countsShown(runs)
	table := figures.Table{Columns: []figures.Column{{Head: "RUN"}, {Head: "PHASE"}}}
	for _, count := range shown {
		table.Columns = append(table.Columns, figures.Column{Head: count.head, Right: true})
	}
	table.Columns = append(table.Columns, figures.Column{Head: "RATE", Right: true}, figures.Column{Head: "ETA", Right: true})
	for _, run := range runs {
		table.Add(cells(run, shown)...)
	}
	if err := table.Write(w); err != nil {
		return err
	}
	for _, run := range runs {
		if err := writeTrouble(w, run); err != nil {
			return err
		}
	}
	return nil
}

// countColumn is a column of counts.
type countColumn struct {
	head string
	of   func(ledger.Counts) int64
	rare bool // shown where it has something to show
}

// countColumns are such that READ is the sum of those up to QUEUED, and QUEUED that of the rest:
// what 17TRACK had already is registered, too, and LEFT has not come to its end.
func countColumns() []countColumn {
	var all []countColumn
	for i, count := range (ledger.Counts{}).All() {
		of := func(c ledger.Counts) int64 { return c.All()[i].N }
		switch count.Name {
		case queue.Registered:
			of = func(c ledger.Counts) int64 { return c.Registered + c.AlreadyRegistered }
		case queue.AlreadyRegistered:
			continue
		}
		all = append(all, countColumn{strings.ToUpper(count.Words()), of, slices.Contains(rareInLine, count.Name)})
	}
	return append(all, countColumn{"LEFT", ledger.Counts.Outstanding, false})
}

// countsShown are the columns of a table of runs: those of rare counts only where one has any.
func countsShown(runs []standing.Run) []countColumn {
	return slices.DeleteFunc(countColumns(), func(column countColumn) bool {
		has := func(r standing.Run) bool { return column.of(r.Counts) != 0 }
		return column.rare && !slices.ContainsFunc(runs, has)
	})
}

func cells(r standing.Run, shown []countColumn) []string {
	all := []string{r.ID, string(r.Phase)}
	for _, count := range shown {
		all = append(all, figures.Count(count.of(r.Counts)))
	}
	if r.Phase.Ended() {
		return all
	}
	return append(all, figures.Rate(r.Rate)+"/s", eta(r))
}

// eta says how long the run will take.
func eta(r standing.Run) string {
	left, known := r.Left()
	if !known {
		return "?"
	}
	return figures.Span(left)
}

// writeTrouble says in a line what is not as it should be with a run, if anything is.
func writeTrouble(w io.Writer, r standing.Run) error {
	text := printable.Text(r.Why)
	if n := len(r.Problems); n > 0 && !strings.Contains(text, r.Problems[0].Message) { // else it ended for them
		if text != "" {
			text += "; "
		}
		text += figures.Many(n, "problem") + ", the first: " + problemLine(r.Problems[0])
	}
	if text == "" {
		return nil
	}
	_, err := fmt.Fprintf(w, "%s: %s\n", r.ID, text)
	return err
}
