package rows

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/rows/columns"
)

// NewerThan passes over the rows whose Column holds a time before Than, see Row.Old. Its zero
// value passes over none. A time is written as RFC 3339 says, as 2006-01-02 or 02.01.2006, both
// perhaps with 15:04 or 15:04:05 behind; one without a zone is in that of Than. In an XLSX it may
// also be a date that the spreadsheet knows as such. A cell that holds none is a RowError.
type NewerThan struct {
	Column string // a heading, in any case; in NDJSON the name of a field. "" for none
	Than   time.Time
}

// age finds out which rows are old.
type age struct {
	column string
	index  int
	than   time.Time
}

// newAge finds the column in the header. It returns nil when no row is to be passed over.
func newAge(header []string, o NewerThan) (*age, error) {
	if o.Column == "" {
		return nil, nil
	}
	i := slices.IndexFunc(header, func(heading string) bool { return columns.Same(heading, o.Column) })
	if i < 0 {
		return nil, fmt.Errorf("no column is headed %q, which is to tell old rows%s", o.Column, columns.Suggest(o.Column, header))
	}
	return &age{column: strings.TrimSpace(header[i]), index: i, than: o.Than}, nil
}

func (a *age) old(cell string) (bool, *RowError) {
	at, ok := parseTime(strings.TrimSpace(cell), a.than.Location())
	if !ok {
		problem := "is no date"
		if strings.TrimSpace(cell) == "" {
			problem = "is empty"
		}
		return false, &RowError{
			Column: a.column, Value: shorten(cell), Problem: problem,
			Mend: "write it as 2026-01-31, 31.01.2026 or 2026-01-31T15:04:05Z; 15:04 or 15:04:05 may follow a date",
		}
	}
	return at.Before(a.than), nil
}

// timeLayouts are the ways to write a time.
var timeLayouts = []string{
	time.DateOnly, time.RFC3339, time.DateTime, "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04",
	"2.1.2006", "2.1.2006 15:04:05", "2.1.2006 15:04",
}

func parseTime(text string, zone *time.Location) (time.Time, bool) {
	for _, layout := range timeLayouts {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
