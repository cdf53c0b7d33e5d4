package track17

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// blot stands where the key stood.
	blot = "[key]"
	// shortestKey is the length from which text is searched for the key: a
	// shorter one is no key of 17TRACK's (they have 32 characters), and blotting
	// out every "a" would make messages unreadable.
	shortestKey = 4
	// longestMessage is how much of the vendor's text is kept, in bytes.
	longestMessage = 500
)

// redactor takes an API key out of what people read.
type redactor string

// fault cleans everything in a fault that came from outside.
func (key redactor) fault(f *Fault) {
	f.Message = oneLine(key.text(f.Message))
	f.Field = oneLine(key.text(f.Field))
	f.Err = key.err(f.Err)
}

// text blots out the key, in upper or lower case: the vendor may echo either.
func (key redactor) text(s string) string {
	if len(key) < shortestKey {
		return s
	}
	var out strings.Builder
	for {
		at := indexFold(s, string(key))
		if at < 0 {
			out.WriteString(s)
			return out.String()
		}
		out.WriteString(s[:at])
		out.WriteString(blot)
		s = s[at+len(key):]
	}
}

// err returns the error itself unless its text holds the key, as that of a
// foreign transport may.
func (key redactor) err(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if clean := key.text(text); clean != text {
		return &redacted{text: clean, cause: err}
	}
	return err
}

// redacted is an error that can be told by errors.Is, but neither printed nor
// unwrapped into the one that held the key.
type redacted struct {
	text  string
	cause error
}

func (e *redacted) Error() string        { return e.text }
func (e *redacted) Is(target error) bool { return errors.Is(e.cause, target) }

// indexFold is strings.Index without regard to the case of ASCII letters.
func indexFold(s, part string) int {
	for i := 0; i+len(part) <= len(s); i++ {
		if equalFoldASCII(s[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}

func equalFoldASCII(a, b string) bool {
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// oneLine makes text fit for a log line and a table cell: control characters and
// runs of space become one space, and what is too long is cut.
func oneLine(s string) string {
	// Space may shrink, so more than is kept is looked at, but never megabytes.
	s = strings.ToValidUTF8(s[:min(len(s), 8*longestMessage)], "\uFFFD")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	if len(s) <= longestMessage {
		return s
	}
	cut := longestMessage
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "..."
}
