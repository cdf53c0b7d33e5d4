package monitor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// readable shows a task's payload or result: JSON in one line, which the page
// lays out, text as it is, and bytes that are neither as what they are.
// (asynqmon by itself shows neither JSON of several lines nor anything with a tab.)
// What is long or nested deep is shown as text, by its beginning: the page indents
// each level by another step, so that a thousand levels fill a browser's memory.
func readable(_ string, data []byte) string {
	var line bytes.Buffer
	nested := deep(data) > shownDeep
	switch {
	case len(data) <= shownText && !nested && json.Compact(&line, data) == nil:
		return line.String()
	case !utf8.Valid(data):
		return fmt.Sprintf("%d bytes that are no text: %x", len(data), data[:min(len(data), shownBytes)])
	case len(data) > shownText:
		return fmt.Sprintf("%d bytes, which begin: %s…", len(data), printable(beginning(data)))
	case nested:
		return fmt.Sprintf("nested more than %d deep: %s", shownDeep, printable(string(data)))
	}
	return printable(string(data))
}

const (
	// shownText is the longest text that is shown whole, in bytes: what an entry may have.
	shownText = 16 << 10
	// shownBegins is how much is shown of a longer one.
	shownBegins = 1 << 10
	// shownDeep is how deep JSON may nest that the page lays out, as in an entry.
	shownDeep = 32
)

// beginning cuts a text between two characters.
func beginning(text []byte) string {
	cut := shownBegins
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return string(text[:cut])
}

// deep is how deep a text nests if it is JSON.
func deep(text []byte) int {
	most, now, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			now++
			most = max(most, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return most
}

// shownBytes is how much is shown of what nobody can read.
const shownBytes = 64

// printable writes control characters as escapes.
func printable(text string) string {
	var all strings.Builder
	for _, r := range text {
		if strconv.IsPrint(r) {
			all.WriteRune(r)
		} else {
			all.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return all.String()
}
