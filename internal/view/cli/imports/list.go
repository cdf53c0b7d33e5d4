package imports

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/standing"
)

// WriteJSON writes the imports as one JSON array in one line.
func WriteJSON(w io.Writer, all []standing.Import) error {
	return json.NewEncoder(w).Encode(all)
}

// WriteList writes the imports for people, a line each.
func WriteList(w io.Writer, all []standing.Import) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "no imports are configured: give some under imports in the settings file")
		return err
	}
	table := figures.Table{Columns: []figures.Column{
		{Head: "IMPORT"}, {Head: "ACCOUNT"}, {Head: "SCHEDULE"}, {Head: "NEXT"}, {Head: "LAST RUN"}, {Head: "PHASE"}, {Head: "SOURCE"},
	}}
	for _, s := range all {
		line, next, last, phase := s.Schedule, "", "never", ""
		if line == "" {
			line = "by hand"
		}
		if s.Next != nil {
			next = figures.Moment(*s.Next)
		}
		if run := s.Latest(); run != nil {
			last, phase = run.ID, string(run.Phase)
		}
		table.Add(s.Name, s.Account, line, next, last, phase, s.Source)
	}
	return table.Write(w)
}
