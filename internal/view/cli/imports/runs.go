package imports

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/internal/standing"
)

// WriteRuns writes runs of an import for people, a line each: how it ended and when, what became of
// its rows, and why it did not end well.
func WriteRuns(w io.Writer, name string, runs []standing.Run) error {
	if len(runs) == 0 {
		_, err := fmt.Fprintf(w, "%s: it never ran\n", name)
		return err
	}
	shown := countsShown(runs)
	table := figures.Table{Columns: []figures.Column{{Head: "RUN"}, {Head: "PHASE"}, {Head: "ENDED"}}}
	for _, count := range shown {
		table.Columns = append(table.Columns, figures.Column{Head: count.head, Right: true})
	}
	table.Columns = append(table.Columns, figures.Column{Head: "WHY"})
	for _, run := range runs {
		ended := ""
		if !run.Ended.IsZero() {
			ended = figures.Moment(run.Ended)
		}
		cells := []string{run.ID, string(run.Phase), ended}
		for _, count := range shown {
			cells = append(cells, figures.Count(count.of(run.Counts)))
		}
		table.Add(append(cells, printable.Text(run.Why))...)
	}
	return table.Write(w)
}

// WriteRunsJSON writes runs of an import as one JSON array in one line.
func WriteRunsJSON(w io.Writer, runs []standing.Run) error {
	return json.NewEncoder(w).Encode(append([]standing.Run{}, runs...))
}
