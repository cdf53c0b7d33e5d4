package queue

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/hibiken/asynq"
)

var (
	// ErrAccountName says that a string cannot be the name of an account.
	ErrAccountName = errors.New("not an account's name")
	// ErrNotAnEntry says that an [Entry] was not made by [ParseEntry] or
	// [FromFields] and so cannot be enqueued.
	ErrNotAnEntry = errors.New("entry was not made by ParseEntry or FromFields")
	// ErrStuck says that a task of the same id has ended but can neither be
	// deleted nor run: asynq has lost it from its lists.
	ErrStuck = errors.New("a finished task of this id cannot be deleted")
)

// EntryError says why a payload is refused, in words for the person who wrote
// it. Refusing is final: the same payload is refused again.
type EntryError struct {
	Field   string // the field at fault, or "" for the payload as a whole
	Value   string // its value as it came, shortened; "" where there is none
	Problem string // what is wrong: "is empty"
	Mend    string // what to do about it: "put the tracking number there"

	// Others are what else is wrong with the same payload; they have no others of their own.
	Others []*EntryError
}

// Error returns the field, its value, the problem and the mend in one line, and behind them those of
// the others.
func (e *EntryError) Error() string {
	text := e.own()
	for _, other := range e.Others {
		text += "; " + other.own()
	}
	return text
}

func (e *EntryError) own() string {
	what := "payload"
	if e.Field != "" {
		what = e.Field
	}
	if e.Value != "" {
		what += fmt.Sprintf(" %q", e.Value)
	}
	return what + " " + e.Problem + ": " + e.Mend
}

// NoSuchTask says that asynq answered that there is no such task, or no such queue.
func NoSuchTask(err error) bool {
	return errors.Is(err, asynq.ErrTaskNotFound) || errors.Is(err, asynq.ErrQueueNotFound)
}

// OfOneEntry says whether an error of a [Producer]'s is one entry's own, and the others may go on.
func OfOneEntry(err error) bool {
	var refused *EntryError
	return errors.Is(err, ErrNotAnEntry) || errors.Is(err, ErrStuck) || errors.As(err, &refused)
}

func refuse(field, value, problem, mend string) *EntryError {
	return &EntryError{Field: field, Value: shorten(value), Problem: problem, Mend: mend}
}

// shortened is the most of a refused value that an error repeats, in bytes: errors
// end up in logs, and a payload may be megabytes of anything.
const shortened = 60

func shorten(value string) string {
	if len(value) <= shortened {
		return value
	}
	cut := shortened
	for cut > 0 && !utf8.RuneStart(value[cut]) {
		cut--
	}
	return value[:cut] + "…"
}
