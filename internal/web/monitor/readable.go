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
func readable(_ string, data []byte) string {
	var line bytes.Buffer
	switch {
	case json.Compact(&line, data) == nil:
		return line.String()
	case utf8.Valid(data):
		return printable(string(data))
	}
	return fmt.Sprintf("%d bytes that are no text: %x", len(data), data[:min(len(data), shownBytes)])
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
