package ledger

import (
	"cmp"
	"encoding/json"
	"strconv"
	"time"

	"github.com/trackreg/trackreg/internal/meter"
)

// State is a run as the ledger has it.
type State struct {
	ID      string `json:"id"` // NAME@TIME
	Import  string `json:"import"`
	Account string `json:"account"`
	Phase   Phase  `json:"phase"`
	// Why says in a sentence how the run ended, or what it waits for; "" where there is nothing
	// to say.
	Why    string `json:"why,omitempty"`
	Force  bool   `json:"force,omitempty"` // it goes round the known numbers
	Counts Counts `json:"counts"`
	Cursor Cursor `json:"cursor"`
	// Parts are those of the source; only [Ledger.State] tells them.
	Parts    []Part    `json:"parts,omitempty"`
	Problems []Problem `json:"problems,omitempty"`
	// Understood says in a few lines how the part that was opened last is read: its name, its format,
	// and which column gives which field.
	Understood []string `json:"understood,omitempty"`
	// Cancel says that somebody has asked for the run to be cancelled.
	Cancel bool `json:"cancel,omitempty"`

	// Due is the wall time at which the run was due by the schedule, such as 2006-01-02T15:04;
	// "" when it was started by hand. It sorts as the times do.
	Due string `json:"due,omitempty"`

	Added   time.Time `json:"added,omitzero"`
	Started time.Time `json:"started,omitzero"`
	Fed     time.Time `json:"fed,omitzero"` // when nothing was left to be queued
	Ended   time.Time `json:"ended,omitzero"`
	Updated time.Time `json:"updated,omitzero"`

	// Share is how much of the source was read, 0 to 1; -1 while that is not known.
	Share float64 `json:"share"`
	// Rate is how many rows a second came to their end lately.
	Rate float64 `json:"rate"`

	// What a run that is gone on with must know.
	ending         Phase
	endingWhy      string
	pending        []Fate
	firstCancelled int64
}

// Pending are the fates of a chunk that was planned and not committed, of rows from the cursor
// on; nil where there is none.
func (s State) Pending() []Fate { return s.pending }

// Ending is how a run that settles will end, and why; "" before.
func (s State) Ending() (ending Phase, why string) { return s.ending, s.endingWhy }

// FirstCancelled is the ordinal of the first row that was cancelled; -1 where none was.
func (s State) FirstCancelled() int64 { return s.firstCancelled }

// Quiet says whether the run has ended well and found nothing to read: nobody need hear of it.
func (s State) Quiet() bool {
	return s.Counts.Read == 0 && (s.Phase == Finished || s.Phase == Superseded)
}

// Left returns how long the run will take from now on, as it has gone so far; false while there
// is nothing to tell by.
func (s State) Left() (time.Duration, bool) {
	if s.Phase.Ended() || s.Rate <= 0 {
		return 0, s.Phase.Ended()
	}
	rest := float64(s.Counts.Outstanding())
	if s.Phase != Settling {
		if s.Share <= 0 || s.Counts.Read == 0 {
			return 0, false
		}
		unread := float64(s.Counts.Read) * (1 - s.Share) / s.Share
		rest += unread * float64(s.Counts.Queued) / float64(s.Counts.Read)
	}
	left, known := meter.Left(int64(rest), s.Rate)
	return left.Round(time.Second), known
}

// parseState reads a run's hash.
func parseState(fields map[string]string) State {
	s := State{
		Phase:     Phase(fields["phase"]),
		Why:       cmp.Or(fields["waits"], fields["why"]),
		Force:     fields["force"] != "",
		Cancel:    fields["cancel"] != "",
		Due:       fields["due"],
		Added:     millis(fields["added"]),
		Started:   millis(fields["started"]),
		Fed:       millis(fields["fed"]),
		Ended:     millis(fields["ended"]),
		Updated:   millis(fields["updated"]),
		Share:     decimal(fields["share"], -1),
		Rate:      decimal(fields["rate"], 0),
		ending:    Phase(fields["ending"]),
		endingWhy: fields["why"],
		pending:   []Fate(fields["chunk"]),
		Cursor:    Cursor{Part: int(integer(fields["part"])), Ordinal: integer(fields["ordinal"])},
	}
	s.firstCancelled = -1
	if text, ok := fields["first_cancelled"]; ok {
		s.firstCancelled = integer(text)
	}
	// What is no JSON was not written by us, and reads as nothing.
	_ = json.Unmarshal([]byte(fields["position"]), &s.Cursor.Position)
	_ = json.Unmarshal([]byte(fields["problems"]), &s.Problems)
	_ = json.Unmarshal([]byte(fields["understood"]), &s.Understood)
	for _, f := range s.Counts.fields() {
		*f.counter = integer(fields[f.name])
	}
	return s
}

func integer(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

func decimal(text string, missing float64) float64 {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return missing
	}
	return n
}

// millis is the time of a number of milliseconds since 1970; the zero time of none.
func millis(text string) time.Time {
	n := integer(text)
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}
