// Package origin is what a queued row's payload says of where it comes from, so that its outcome
// finds back to it.
package origin

import (
	"encoding/json"
	"strconv"

	"github.com/trackreg/trackreg/internal/keyspace"
)

// Origin is what the payload of a queued row says of where it comes from.
type Origin struct {
	Source string `json:"_source"`
	Row    Row    `json:"_row"`
}

// Row is a row as it came. It goes along with the entry, so that a failure can be written in the
// columns of its source when that is gone.
type Row struct {
	Part  string   `json:"part"`
	Line  int      `json:"line"`
	Cells []string `json:"cells"`
}

// Of reads a payload; false when it is no JSON object.
func Of(payload []byte) (Origin, bool) {
	var o Origin
	if json.Unmarshal(payload, &o) != nil {
		return Origin{}, false
	}
	return o, true
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
