package ledger

import (
	"strings"

	"github.com/trackreg/trackreg/queue"
)

// Counts are the rows of a run by what became of them.
type Counts struct {
	Read int64 `json:"read"`

	// Of the rows read:
	Invalid      int64 `json:"invalid"`       // they are no entry
	Older        int64 `json:"older"`         // newer_than passes them over
	Duplicate    int64 `json:"duplicate"`     // the very same entry was waiting already
	Known        int64 `json:"known"`         // they are known to be registered
	FailedBefore int64 `json:"failed_before"` // the failures record holds the very same entry
	Queued       int64 `json:"queued"`        // a task was made of them

	// Of the rows queued:
	Registered        int64 `json:"registered"`
	AlreadyRegistered int64 `json:"already_registered"`
	Rejected          int64 `json:"rejected"`
	Exhausted         int64 `json:"exhausted"`
	Expired           int64 `json:"expired"`
	Cancelled         int64 `json:"cancelled"`
	Removed           int64 `json:"removed"` // their task is gone without an outcome
}

// Removed is what a row ends as whose task is gone without an outcome, beside the outcomes of
// package queue.
const Removed = "removed"

// Done is how many of the rows queued have come to their end.
func (c Counts) Done() int64 {
	return c.Registered + c.AlreadyRegistered + c.Rejected + c.Exhausted + c.Expired + c.Cancelled + c.Removed
}

// Outstanding is how many of the rows queued have not. While rows are fed, outcomes may come before
// their rows are counted as queued.
func (c Counts) Outstanding() int64 { return max(c.Queued-c.Done(), 0) }

// AddUp says whether every row read is accounted for.
func (c Counts) AddUp() bool {
	return c.Read == c.Invalid+c.Older+c.Duplicate+c.Known+c.FailedBefore+c.Queued && c.Queued == c.Done()
}

// Count is one of a run's counters.
type Count struct {
	Name string // as in JSON, in the run's hash and in metrics
	N    int64
}

// Words is the count's name for people: "failed before".
func (c Count) Words() string { return strings.ReplaceAll(c.Name, "_", " ") }

// All returns the counters in the order of a row's way: Read is the sum of those that follow it up
// to Queued, and Queued, once the run is over, that of the rest.
func (c Counts) All() []Count {
	fields := c.fields()
	all := make([]Count, len(fields))
	for i, f := range fields {
		all[i] = Count{Name: f.name, N: *f.counter}
	}
	return all
}

// ByName returns the counters by their names.
func (c Counts) ByName() map[string]int64 {
	all := map[string]int64{}
	for _, count := range c.All() {
		all[count.Name] = count.N
	}
	return all
}

// field is a counter by its name.
type field struct {
	name    string
	counter *int64
}

// fields is the one list of the counters.
func (c *Counts) fields() []field {
	return []field{
		{"read", &c.Read}, {"invalid", &c.Invalid}, {"older", &c.Older}, {"duplicate", &c.Duplicate}, {"known", &c.Known},
		{"failed_before", &c.FailedBefore}, {"queued", &c.Queued},
		{queue.Registered, &c.Registered}, {queue.AlreadyRegistered, &c.AlreadyRegistered}, {queue.Rejected, &c.Rejected},
		{queue.Exhausted, &c.Exhausted}, {queue.Expired, &c.Expired}, {queue.Cancelled, &c.Cancelled}, {Removed, &c.Removed},
	}
}
