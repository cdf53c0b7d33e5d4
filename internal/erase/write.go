package erase

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/printable"
)

// WriteTable writes where each number was, a line for each place that held it; only says that nothing
// was removed.
func WriteTable(w io.Writer, all []Report, only bool) error {
	for _, r := range all {
		if r.Found() == 0 {
			if _, err := fmt.Fprintf(w, "%s of %s: no trace of it\n", printable.Text(r.Number), r.Account); err != nil {
				return err
			}
			continue
		}
		if err := r.write(w, only); err != nil {
			return err
		}
	}
	return nil
}

func (r Report) write(w io.Writer, only bool) error {
	verdict := "all traces are removed"
	switch {
	case only:
		verdict = "nothing was removed"
	case r.Left() > 0:
		verdict = figures.Many(r.Left(), "trace") + " left"
	}
	if _, err := fmt.Fprintf(w, "%s of %s: %s found, %s\n", printable.Text(r.Number), r.Account, figures.Many(r.Found(), "trace"), verdict); err != nil {
		return err
	}
	table := figures.Table{Indent: "  ", Columns: []figures.Column{{}, {Right: true}, {}}}
	for _, t := range r.Traces {
		if t.Found == 0 {
			continue
		}
		note := ""
		if t.Left > 0 && !only {
			note = figures.Count(t.Left) + " left: " + printable.Text(t.Why)
		}
		table.Add(t.Place, figures.Count(t.Found), note)
	}
	return table.Write(w)
}

// WriteJSON writes the reports as one array.
func WriteJSON(w io.Writer, all []Report) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(all)
}
