package track17

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// NoRetryAfter is a Fault's RetryAfter where the answer gave none that can be read.
const NoRetryAfter time.Duration = -1

var (
	// ErrBroken is the Err of a call whose answer cannot be used: cut off, no
	// JSON, too long, or about none of the numbers sent. The numbers may have been
	// carried out all the same.
	ErrBroken = errors.New("unusable answer")
	// ErrMissing is the Err of an item that the answer does not list.
	ErrMissing = errors.New("not listed in the answer")
	// ErrSettings is the Err of a call that was not made because the key or the
	// base URL cannot be used.
	ErrSettings = errors.New("unusable settings")
)

// Fault is a failure as it came: of a whole call, or of one item. It says what
// was answered, not what to do about it; that is Judge's to say. As an error it
// never holds the API key.
type Fault struct {
	// Status is the HTTP status, 0 if no answer came.
	Status int
	// Code is 17TRACK's code, 0 if the failure has none.
	Code Code
	// Message is the vendor's own text on one line, shortened, with the key
	// blotted out; of an answer that is no JSON its first words.
	Message string
	// Field is the item's field that the failure is about, where Message or the
	// item shows it.
	Field string
	// RetryAfter is how long the answer asked to wait, at most 24 h;
	// NoRetryAfter if it did not ask.
	RetryAfter time.Duration
	// Err is a failure on this side of the answer: of the network, of reading, of
	// decoding, or one of the Err values of this package.
	Err error
}

// Error says what failed, for logs.
func (f *Fault) Error() string {
	var parts []string
	if f.Status != 0 && f.Status != statusOK {
		parts = append(parts, fmt.Sprintf("HTTP %d", f.Status))
	}
	if f.Code != CodeSuccess {
		parts = append(parts, fmt.Sprintf("code %d", f.Code))
	}
	if f.Err != nil && !f.explained() {
		parts = append(parts, f.Err.Error())
	}
	if f.Message != "" {
		parts = append(parts, f.Message)
	}
	return "17track: " + strings.Join(parts, ": ")
}

// explained tells whether the status says it all: of an answer that reports a
// failure nobody wants to know that it is no JSON as well.
func (f *Fault) explained() bool {
	return f.Status != 0 && f.Status != statusOK && errors.Is(f.Err, ErrBroken)
}

// Unwrap returns Err.
func (f *Fault) Unwrap() error { return f.Err }

// Cause is the one number that names the failure: the code, else an HTTP status
// other than 200, else 0. Two faults with one Cause failed alike.
func (f *Fault) Cause() int {
	switch {
	case f.Code != CodeSuccess:
		return int(f.Code)
	case f.Status != statusOK:
		return f.Status
	}
	return 0
}

// TooMany tells whether the call was refused for holding more items than
// 17TRACK takes ("17TRACK error table, -18010014"), so that smaller ones are due.
func (f *Fault) TooMany() bool { return f.Code == CodeTooManyNumbers }

// ItemError tells why an item was not sent.
type ItemError struct {
	Field   string // the field at fault, "" for the item as a whole
	Problem string // what is wrong with it, and how to mend it
}

// Error names the field and the problem.
func (e *ItemError) Error() string {
	if e.Field == "" {
		return e.Problem
	}
	return e.Field + " " + e.Problem
}
