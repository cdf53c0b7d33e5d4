package rows

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/nearest"
)

// Mapping says which column of a CSV gives a field.
type Mapping struct {
	Field  string
	Column string // the heading
	index  int
}

// mapColumns finds the column of each field: first those that are asked for, then the others by
// their headings. Of two columns for one field the one with the field's own name counts, else
// the first.
func mapColumns(header []string, asked map[string]string) ([]Mapping, error) {
	taken := map[int]bool{}
	mapped := map[string]Mapping{}
	for _, field := range slices.Sorted(maps.Keys(asked)) {
		i := slices.IndexFunc(header, func(heading string) bool { return sameHeading(heading, asked[field]) })
		if i < 0 {
			return nil, fmt.Errorf("no column is headed %q, which is to give %s%s", asked[field], field, suggest(asked[field], header))
		}
		taken[i] = true
		mapped[field] = Mapping{Field: field, Column: header[i], index: i}
	}
	for i, heading := range header {
		field := fieldOf(heading)
		before, again := mapped[field]
		if field == "" || taken[i] || asked[field] != "" || again && (sameHeading(before.Column, field) || !sameHeading(heading, field)) {
			continue
		}
		mapped[field] = Mapping{Field: field, Column: heading, index: i}
	}
	if mapped["number"].Field == "" && mapped[payloadColumn].Field == "" {
		return nil, fmt.Errorf("no column is the tracking number's: head it number, or say which it is; the columns are %q", header)
	}
	return slices.SortedFunc(maps.Values(mapped), func(a, b Mapping) int { return a.index - b.index }), nil
}

// suggest says which heading is most like the one that is missing, and which there are.
func suggest(missing string, header []string) string {
	byLower := map[string]string{}
	for _, heading := range header {
		byLower[strings.ToLower(strings.TrimSpace(heading))] = heading
	}
	like := nearest.Name(strings.ToLower(strings.TrimSpace(missing)), slices.Sorted(maps.Keys(byLower)))
	if like == "" {
		return fmt.Sprintf(": the columns are %q", header)
	}
	return fmt.Sprintf(": did you mean %q? The columns are %q", byLower[like], header)
}

func sameHeading(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
