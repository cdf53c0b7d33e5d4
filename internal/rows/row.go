package rows

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/trackreg/trackreg/internal/rows/cells"
	"github.com/trackreg/trackreg/queue"
)

// Row is one row of the input. It may be kept; nothing in it changes later.
type Row struct {
	// Line is where the row begins, counted from 1. Several numbers in one cell are as many rows of
	// one line.
	Line int
	// Raw is the row as it came: its cells, or the line as the only one. Of several numbers in one
	// cell it has the row's own.
	Raw []string
	// Number is what stands in the place of the number, and Mends what the row says that it mends,
	// where Err is not nil: they tell a row whose other cells nobody keeps.
	Number, Mends string
	// Entry is what the row says, when Err is nil and the row is not old.
	Entry queue.Entry
	// Done says what was done to the row's cells on the way in.
	Done cells.Kinds
	// Old is set where Options.NewerThan passes the row over: it has neither Entry nor Err.
	Old bool
	// Err is what is wrong with the row, or nil.
	Err *RowError
}

// RowError says what is wrong with one row of the input, in words for the person who made it.
type RowError struct {
	File string // the input's name, "" when it has none
	Line int
	// Column is the heading of the cell at fault, or the field's name where there is no header;
	// "" for the row as a whole.
	Column string
	// Value is the cell's content, shortened.
	Value         string
	Problem, Mend string
	// Others are what else is wrong with the row; they have no place and no others of their own.
	Others []*RowError
}

// Error returns it all in one line, such as
// `numbers.csv:12: Tracking No "1.2E+17" was rounded by a spreadsheet: export it again`.
func (e *RowError) Error() string {
	place := fmt.Sprintf("line %d", e.Line)
	if e.File != "" {
		place = fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return place + ": " + e.Reason()
}

// Reason returns the error without the place, and behind it what else is wrong with the row.
func (e *RowError) Reason() string {
	text := e.own()
	for _, other := range e.Others {
		text += "; " + other.own()
	}
	return text
}

func (e *RowError) own() string {
	what := "the row"
	if e.Column != "" {
		what = e.Column
	}
	if e.Value != "" {
		what += fmt.Sprintf(" %q", e.Value)
	}
	text := what + " " + e.Problem
	if e.Mend != "" {
		text += ": " + e.Mend
	}
	return text
}

// rowError words an error of package queue; column gives the heading of a field.
func rowError(err error, column func(field string) string) *RowError {
	var row *RowError
	if errors.As(err, &row) {
		return row
	}
	var entry *queue.EntryError
	if !errors.As(err, &entry) {
		return &RowError{Problem: "cannot be read: " + err.Error()}
	}
	wrong := &RowError{Column: column(entry.Field), Value: entry.Value, Problem: entry.Problem, Mend: entry.Mend}
	for _, other := range entry.Others {
		wrong.Others = append(wrong.Others, &RowError{Column: column(other.Field), Value: other.Value, Problem: other.Problem, Mend: other.Mend})
	}
	return wrong
}

// joined is an error of a row with another one of it behind it; either may be nil.
func joined(first, next *RowError) *RowError {
	if first == nil || next == nil {
		return cmp.Or(first, next)
	}
	one := *next
	one.Others = nil
	first.Others = append(append(first.Others, &one), next.Others...)
	return first
}
