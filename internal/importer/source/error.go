package source

import "errors"

// ErrChanged is wrapped by the Error of a part that is no longer what it was when it was listed.
var ErrChanged = errors.New("it is not what it was when it was listed")

// ErrWrites is wrapped by the Error of a query that does not only read.
var ErrWrites = errors.New("the query writes")

// Error says why a source, or one part of it, cannot be read. No part of it holds a secret.
type Error struct {
	// Source is the source as the settings name it, without what is secret in it.
	Source string
	// Part is the part's name; "" when it is about the source as a whole.
	Part string
	// Problem says what is wrong, Mend what to do about it.
	Problem, Mend string
	// Passing says that it may go well later with nobody mending anything: wait and try again.
	Passing bool
	// Err is the cause, or nil.
	Err error
}

// Error returns it all in one line, such as
// "/data/numbers.csv is a directory: add /*.csv to read the files in it".
func (e *Error) Error() string {
	text := e.Source
	if e.Part != "" {
		text = e.Part
	}
	text += " " + e.Problem
	if e.Mend != "" {
		text += ": " + e.Mend
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
