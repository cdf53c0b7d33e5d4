package job

import (
	"slices"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/rows/preview"
	"github.com/trackreg/trackreg/queue"
)

// linesKept is how many line numbers a [Group] lists.
const linesKept = 5

// Summary is how a run ended. Rows = Enqueued + Duplicate + Invalid + Known + Unqueued.
// The outcomes are counted by task, so the very same row twice counts once
// there, as it does with the vendor.
type Summary struct {
	Input   string `json:"input"`
	Account string `json:"account"`
	Queue   string `json:"queue"`
	End     End    `json:"end"`
	Why     string `json:"why,omitempty"` // of Closed: a sentence

	Rows      int64 `json:"rows"`
	Enqueued  int64 `json:"enqueued"`
	Duplicate int64 `json:"duplicate"` // the very same entry was in the input or the queue already
	Invalid   int64 `json:"invalid"`   // rows that are no entry
	Known     int64 `json:"known"`     // rows that were left out: known to be registered
	Unqueued  int64 `json:"unqueued"`  // rows that came too late to be enqueued

	Registered        int64 `json:"registered"`
	AlreadyRegistered int64 `json:"already_registered"`
	Rejected          int64 `json:"rejected"`
	Exhausted         int64 `json:"exhausted"`
	Expired           int64 `json:"expired"`
	Other             int64 `json:"other"`      // cancelled, and what a newer worker may say
	Vanished          int64 `json:"vanished"`   // tasks deleted by hand, or lost with Redis
	Unfinished        int64 `json:"unfinished"` // tasks without an outcome yet

	Calls   int64         `json:"calls"`   // that this process made
	Fill    float64       `json:"fill"`    // numbers per call against the most, 0 to 1
	Elapsed time.Duration `json:"-"`       // from the first call to the last outcome
	Seconds float64       `json:"seconds"` // Elapsed
	Rate    float64       `json:"rate"`    // rows a second that ended, over Elapsed
	Ceiling float64       `json:"ceiling"` // numbers a second that the account's limits allow

	Columns []preview.Column `json:"columns"`        // which give which field
	Unread  []string         `json:"unread_columns"` // the others
	Cleaned []preview.Kind   `json:"cleaned"`        // rows by what was taken off their cells, or left out of them

	Groups       []Group `json:"refused"`                 // what failed, by what to do about it
	FailuresFile string  `json:"failures_file,omitempty"` // where the rows that failed are; "": none did
	FailuresRows int64   `json:"failures_rows"`           // how many are there
	Again        string  `json:"-"`                       // the command that reads it again
	Kept         bool    `json:"unfinished_stay_queued"`  // false: their queue ends with the process
}

// Group is the rows that ask for the same remedy.
type Group struct {
	Remedy  string `json:"remedy"`
	Class   string `json:"class"`
	Rows    int64  `json:"rows"`
	Lines   []int  `json:"lines"`   // of the first few
	Example string `json:"example"` // the message of the first
}

// Failed reports whether any row was invalid or failed for good.
func (s Summary) Failed() bool {
	return s.Invalid+s.Rejected+s.Exhausted+s.Expired > 0
}

// count adds a task's outcome.
func (s *Summary) count(outcome string) {
	switch outcome {
	case queue.Registered:
		s.Registered++
	case queue.AlreadyRegistered:
		s.AlreadyRegistered++
	case queue.Rejected:
		s.Rejected++
	case queue.Exhausted:
		s.Exhausted++
	case queue.Expired:
		s.Expired++
	default:
		s.Other++
	}
}

// group adds a row to the group of its remedy.
func (s *Summary) group(remedy, class, message string, line int) {
	at := slices.IndexFunc(s.Groups, func(g Group) bool { return g.Remedy == remedy && g.Class == class })
	if at < 0 {
		at = len(s.Groups)
		s.Groups = append(s.Groups, Group{Remedy: remedy, Class: class, Example: message})
	}
	g := &s.Groups[at]
	g.Rows++
	if len(g.Lines) < linesKept {
		g.Lines = append(g.Lines, line)
	}
}

// sortGroups puts the largest group first.
func (s *Summary) sortGroups() {
	s.Groups = append([]Group{}, s.Groups...) // a list for scripts, also when it is empty
	slices.SortFunc(s.Groups, func(a, b Group) int {
		if a.Rows != b.Rows {
			return int(b.Rows - a.Rows)
		}
		return strings.Compare(a.Remedy, b.Remedy)
	})
	for i := range s.Groups {
		slices.Sort(s.Groups[i].Lines)
	}
}

// summary is how the run ended.
func (r *run) summary() Summary {
	s, read := r.awaited.counts(), r.stopwatch.read()
	s.sortGroups()
	s.Input, s.Account, s.Queue = r.o.Input.Name, r.o.Account, r.o.queueName()
	s.End, s.Why, s.Kept = r.end, r.why, r.o.Kept
	s.Calls, s.Fill, s.Ceiling = read.calls, read.fill(r.o.batchSize()), r.o.ceiling()
	s.Elapsed, s.Seconds, s.Rate = read.elapsed, read.elapsed.Seconds(), read.rate
	s.FailuresFile, s.FailuresRows = r.refused.wrote()
	s.Again = r.o.Again
	begun := r.o.Input.Begun()
	s.Columns, s.Unread, s.Cleaned = begun.Columns, begun.Unread, preview.Cleaned(&r.o.Input.cleaned)
	return s
}
