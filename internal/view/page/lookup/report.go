package lookup

import (
	"strconv"
	"time"

	"github.com/trackreg/trackreg/queue"
)

// Report is what was found of a number, and where was looked.
type Report struct {
	Account  string
	Number   string // trimmed
	Waiting  []Waiting
	Failures []queue.Failure
	Outcomes []queue.Delivery // the newest first
	Tracking []Sighting       // the newest first
	Known    []int            // the carriers under which it is known to be registered; 0: without one
	Looked   []Look
	// Left says in a few words each what was not looked at, and why.
	Left []string

	id string // of the task that a bare entry of the number would be
}

// Waiting is a task of the number that has not ended.
type Waiting struct {
	Queue   string
	State   string // pending, active, scheduled, retry
	Task    string
	Carrier int       // as given; 0: none
	Next    time.Time // when its next attempt is due, of scheduled and retry
}

// Look is a place that was looked at.
type Look struct {
	Place string // "the failures"
	Far   string // how far: "all 1,234"
	Found int
	Err   error // why it could not be looked through; nil: it was
}

// Sighting is what 17TRACK said of where the parcel is.
type Sighting struct {
	Event, Tag, Status, SubStatus string
	Carrier                       int
	Latest                        string    // when the newest event of the parcel was, as 17TRACK writes it
	At                            time.Time // when it was said
}

// sightingOf reads an entry of the tracking stream.
func sightingOf(fields map[string]any) Sighting {
	text := func(name string) string {
		s, _ := fields[name].(string)
		return s
	}
	s := Sighting{Event: text("event"), Tag: text("tag"), Status: text("status"), SubStatus: text("sub_status"), Latest: text("latest_event_at")}
	s.Carrier, _ = strconv.Atoi(text("carrier"))
	s.At, _ = time.Parse(time.RFC3339, text("at"))
	return s
}

// leave notes what was not looked at; "" is nothing.
func (r *Report) leave(what string) {
	if what != "" {
		r.Left = append(r.Left, what)
	}
}

// Found says whether anything was.
func (r Report) Found() bool {
	return len(r.Waiting)+len(r.Failures)+len(r.Outcomes)+len(r.Tracking)+len(r.Known) > 0
}

// Ended returns the newest outcome, also where the failures alone still tell of
// it, and when that was; "" where none was found.
func (r Report) Ended() (outcome string, at time.Time) {
	for _, d := range r.Outcomes {
		if d.At.After(at) {
			outcome, at = d.Outcome.Outcome, d.At
		}
	}
	for _, f := range r.Failures {
		if f.At.After(at) {
			outcome, at = f.Outcome, f.At
		}
	}
	return outcome, at
}
