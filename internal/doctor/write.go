package doctor

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/trackreg/trackreg/internal/figures"
)

// WriteJSON writes the report as one JSON object.
func (r Report) WriteJSON(w io.Writer) error { return json.NewEncoder(w).Encode(r) }

// Write writes the report for people: a line for each check, and under it what to do.
func (r Report) Write(w io.Writer) error {
	table := figures.Table{Columns: []figures.Column{{}, {}, {}}}
	for _, c := range r.Checks {
		table.Add(string(c.Level), c.title(), c.Found)
		if c.Mend != "" {
			table.Add("", "", "→ "+c.Mend)
		}
	}
	if err := table.Write(w); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", r.sentence())
	return err
}

func (c Check) title() string {
	title := c.Name
	if c.Account != "" {
		title += " of " + c.Account
	}
	if c.Server != "" {
		title += " of " + c.Server
	}
	return title
}

func (r Report) sentence() string {
	if r.Level == OK {
		return "all is well"
	}
	return figures.Many(r.Faults, "fault") + ", " + figures.Many(r.Warnings, "warning")
}
