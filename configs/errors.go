package configs

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Error is one thing that is wrong with the settings. No part of it holds a secret.
type Error struct {
	// File is the settings file, or "" when the value came from elsewhere; Line counts from 1
	// and is 0 when there is none.
	File string
	Line int
	// Variable is the environment variable the value came from, or "".
	Variable string
	// Flag is the flag the value came from, such as "--redis", or "".
	Flag string
	// Key is the setting's full path, such as "accounts.main.batch_size".
	Key string
	// Problem says what is wrong, Mend what to do about it: the nearest right name for an
	// unknown one.
	Problem, Mend string
}

// Error returns everything in one line, such as
// "trackreg.yaml:12: accounts.main.batch_size is out of range: choose 1 to 40".
func (e *Error) Error() string {
	text := strings.TrimSpace(e.Key + " " + e.Problem)
	if e.Mend != "" {
		text += ": " + e.Mend
	}
	if place := e.place(); place != "" {
		return place + ": " + text
	}
	return text
}

func (e *Error) place() string {
	switch {
	case e.Flag != "":
		return e.Flag
	case e.Variable != "":
		return "environment variable " + e.Variable
	case e.File != "" && e.Line > 0:
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	default:
		return e.File
	}
}

// Errors is everything that is wrong, in the order of the file's lines. errors.As finds the
// first *Error in it.
type Errors []*Error

// Error returns one line for each.
func (e Errors) Error() string { return errors.Join(e.Unwrap()...).Error() }

// Unwrap returns the errors.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

// orNil keeps an empty list from being an error that is not nil.
func (e Errors) orNil() error {
	if len(e) == 0 {
		return nil
	}
	slices.SortStableFunc(e, func(a, b *Error) int { return a.Line - b.Line })
	return e
}

// Warning is something that looks wrong but does no harm.
type Warning struct {
	// Variable is the environment variable it is about, or "".
	Variable string
	// Key is the setting it is about, or "".
	Key           string
	Problem, Mend string
}

// String returns the warning in one line.
func (w Warning) String() string {
	text := strings.TrimSpace(w.Variable + w.Key + " " + w.Problem)
	if w.Mend != "" {
		text += ": " + w.Mend
	}
	return text
}
