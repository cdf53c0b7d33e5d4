package queue

import (
	"encoding/json"
	"time"
)

// The outcomes a number can have. Consumers pass over those they don't know.
const (
	Registered        = "registered"         // the vendor accepted the number
	AlreadyRegistered = "already_registered" // the vendor had it already; it took no new data
	Rejected          = "rejected"           // the vendor, or our own check, refuses the entry as it is
	Exhausted         = "exhausted"          // its attempts are spent
	Expired           = "expired"            // the task's Deadline passed
	Known             = "known"              // not sent: known to be registered
	Cancelled         = "cancelled"          // not sent: the import it came from was cancelled
)

// The classes of failure.
const (
	Terminal  = "terminal"  // a person must mend the entry
	Retryable = "retryable" // it may be tried again as it is
)

// ClassOf returns the class of an outcome: [Terminal] for [Rejected],
// [Retryable] for [Exhausted] and [Expired], "" for all others.
func ClassOf(outcome string) string {
	switch outcome {
	case Rejected:
		return Terminal
	case Exhausted, Expired:
		return Retryable
	}
	return ""
}

// Outcome says what became of one task. Zero values stand for what does not
// apply: a registered number has no Code, a rejected one no Carrier.
type Outcome struct {
	Task         string    // the task's id in asynq
	Account      string    // whose key it was sent with
	Op           string    // the operation: "register"
	Number       string    // the tracking number as sent: trimmed
	Carrier      int       // the carrier the vendor answered with, which may differ from the given one
	GivenCarrier int       // the carrier the entry named; 0: none
	Origin       int       // how the vendor came to Carrier: 1 detected or corrected, 2 verified, 3 guessed
	Outcome      string    // one of the constants above
	Class        string    // filled by ClassOf(Outcome) when it is recorded empty
	Code         int       // the vendor's code
	Message      string    // for people
	Remedy       string    // what to do: "add_postal_code"
	Tag          string    // the entry's tag
	Ref          string    // the entry's _ref
	Source       string    // the entry's _source
	Attempts     int       // how many failures of its own the number had: 0 of one that succeeded at once
	At           time.Time // filled with the time of recording when it is zero

	// What follows is for the failures record, and not in the stream.
	Payload  json.RawMessage
	Queue    string
	Mends    string    // the entry's Mends: a success takes that failure out of the record
	MendedAt time.Time // when the entry was enqueued at the latest: a newer failure stays
}

// FailureID returns the id under which the failures record holds the outcome, if it is one of a
// number that failed: the entry's [Entry.Identity]. A task whose payload has no number to tell it by
// goes under its own id, marked so that it looks like no number.
func (o Outcome) FailureID() string {
	if o.Number == "" {
		return identity(o.Op, 0, "") + "?" + o.Task
	}
	return identity(o.Op, o.GivenCarrier, o.Number)
}
