// Package origin is what a queued row's payload says of where it comes from, so that its outcome
// finds back to it.
package origin

import (
	"encoding/json"
	"strconv"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
)

// Row says which row an entry was made of, and where the import keeps rows what stood in it: a failure
// can then be written in the columns of its source when that is gone.
type Row struct {
	Part  string   `json:"part"`
	Line  int      `json:"line"`
	Cells []string `json:"cells,omitempty"`
}

// RowOf is the row that an entry was made of; the zero row where it does not say.
func RowOf(e queue.Entry) Row {
	var row Row
	_ = json.Unmarshal(e.Row, &row) // what is no row was not written by us
	return row
}

// Source is the _source of the entry of a run's row.
func Source(run string, ordinal int64) string { return keyspace.SourceOf(run, ordinal) }

// Ordinal reads the _source of an entry; false when it is none of this run's.
func Ordinal(run, source string) (int64, bool) {
	its, ok := keyspace.RunOf(source)
	if !ok || its != run {
		return 0, false
	}
	ordinal, err := strconv.ParseInt(source[len(its)+1:], 10, 64)
	return ordinal, err == nil && ordinal >= 0
}
