package ledger

import (
	"github.com/trackreg/trackreg/internal/importer/parts"
	"github.com/trackreg/trackreg/internal/rows"
)

// Part is a part of the source and how far a run is with it.
type Part struct {
	parts.Part
	State PartState `json:"state"`
	// From is where this run begins in the part.
	From parts.Position `json:"from"`
	// First is the ordinal of the first row that this run reads of it, and Behind that of the
	// first row after the part, which is 0 until it was read.
	First  int64 `json:"first"`
	Behind int64 `json:"behind"`
	// Until is where the part ended when it was read to its end.
	Until parts.Position `json:"until"`
	// Layout is how a CSV of the part's failures is written.
	Layout rows.Layout `json:"layout"`
}

// PartState says how far a run is with a part.
type PartState string

// The states of a part.
const (
	Unread  PartState = ""
	Reading PartState = "reading"
	Read    PartState = "read"     // to its end
	Broken  PartState = "broken"   // it could not be read to its end
	Done    PartState = "finished" // every row is accounted for, and the source told so
)

// Cursor is how far a run has come.
type Cursor struct {
	Part     int            `json:"part"` // the index of the part that is being read
	Position parts.Position `json:"position"`
	Ordinal  int64          `json:"ordinal"` // of the next row
}

// Problem is what went wrong with a part of the source, or with the run as a whole.
type Problem struct {
	Part    string `json:"part,omitempty"` // "" for the run as a whole
	Line    int    `json:"line,omitempty"` // 0 where there is none
	Message string `json:"message"`
}

// Carry is where the next run goes on with a part.
type Carry struct {
	Version  string         `json:"version"` // of the part when it was read
	Position parts.Position `json:"position"`
}
