package carriers

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/figures"
)

// WriteJSON writes the carriers as one JSON array in one line. The error is w's.
func WriteJSON(w io.Writer, found []carriers.Carrier) error {
	if found == nil {
		found = []carriers.Carrier{}
	}
	return json.NewEncoder(w).Encode(found)
}

// WriteTable writes the carriers for people, a line each; nothing for none. The error is w's.
func WriteTable(w io.Writer, found []carriers.Carrier) error {
	if len(found) == 0 {
		return nil
	}
	table := figures.Table{Columns: []figures.Column{{Head: "CODE", Right: true}, {Head: "CARRIER"}, {Head: "COUNTRY"}, {Head: "ALSO CALLED"}}}
	for _, c := range found {
		table.Add(strconv.Itoa(c.Code), c.Name, c.Country, strings.Join(c.Aliases, "; "))
	}
	return table.Write(w)
}

// WriteUpdateJSON writes what an update of the list has changed as one JSON object in one line.
// The error is w's.
func WriteUpdateJSON(w io.Writer, done carriers.Update) error {
	return json.NewEncoder(w).Encode(done)
}

// WriteUpdate writes for people what an update of the list has changed. The error is w's.
func WriteUpdate(w io.Writer, done carriers.Update) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s carriers", done.Path, figures.Count(done.Carriers))
	if done.Before > 0 {
		fmt.Fprintf(&b, ", %s before", figures.Count(done.Before))
	}
	b.WriteString("\n")
	if len(done.Gone) > 0 {
		fmt.Fprintf(&b, "17TRACK has no longer %s that trackreg knew, and files that name one are refused:\n", figures.Many(len(done.Gone), "carrier"))
	}
	for _, c := range done.Gone {
		fmt.Fprintf(&b, "  %d  %s\n", c.Code, c.Name)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
