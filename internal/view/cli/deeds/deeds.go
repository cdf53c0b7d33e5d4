// Package deeds writes what was done by hand for people or for scripts.
package deeds

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/printable"
)

// Read returns the deeds of all the accounts since a time, the newest first, at most so many of
// them (0: all).
func Read(ctx context.Context, reader *audit.Reader, accounts []string, since time.Time, most int) ([]audit.Deed, error) {
	all := []audit.Deed{}
	for _, account := range accounts {
		read := 0
		for d, err := range reader.Since(ctx, account, since) {
			if err != nil {
				return nil, err
			}
			all = append(all, d)
			if read++; read == most {
				break
			}
		}
	}
	slices.SortStableFunc(all, func(a, b audit.Deed) int { return b.At.Compare(a.At) })
	if most > 0 && len(all) > most {
		all = all[:most]
	}
	return all, nil
}

// WriteTable writes deeds, a line each.
func WriteTable(w io.Writer, all []audit.Deed) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "nothing was done by hand")
		return err
	}
	table := figures.Table{Columns: []figures.Column{
		{Head: "AT"}, {Head: "WHO"}, {Head: "VIA"}, {Head: "ACCOUNT"}, {Head: "WHAT"}, {Head: "COUNT", Right: true}, {Head: "FILTER"},
	}}
	for _, d := range all {
		count := ""
		if d.Count != nil {
			count = figures.Count(*d.Count)
		}
		table.Add(figures.Moment(d.At), printable.Text(d.Who), printable.Text(d.Via), d.Account,
			printable.Text(d.What), count, printable.Text(d.Filter))
	}
	return table.Write(w)
}

// WriteJSON writes deeds as one array.
func WriteJSON(w io.Writer, all []audit.Deed) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(all)
}
