package accounts

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/standing"
)

// style is how text is shown, as a terminal is told.
type style string

const (
	bold   style = "\x1b[1m"
	dim    style = "\x1b[2m"
	red    style = "\x1b[31m"
	green  style = "\x1b[32m"
	yellow style = "\x1b[33m"
	cyan   style = "\x1b[36m"

	unstyled = "\x1b[0m"
)

// paint returns the text in a style, where there are colours.
func (v view) paint(s style, text string) string {
	if !v.colour || text == "" {
		return text
	}
	return string(s) + text + unstyled
}

// colourOf is the colour of what a gate's state asks of people: red for something to mend, yellow
// for what passes by itself, cyan for what a hand did.
func colourOf(g standing.Gate) style { return colourOfWord(g.Condition()) }

// colourOfNotes is that of what is said of an account.
func colourOfNotes(a standing.Account) style {
	switch {
	case a.Abandoned():
		return red
	case a.Unserved() != "", a.Gate.Condition() == standing.Open && troubled(a):
		return yellow
	}
	return colourOf(a.Gate)
}

// colourOfWord reads the state that the text begins with.
func colourOfWord(text string) style {
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	switch gate.Reason(strings.TrimSuffix(word, ",")) {
	case standing.Open:
		return green
	case gate.Paused:
		return cyan
	case gate.Held, gate.QuotaDrained:
		return red
	}
	return yellow
}

// clip is the text, cut to a width.
func clip(text string, most int) string {
	if columnsOf(text) <= most {
		return text
	}
	at := 0
	for i, r := range text {
		if at += columnsOfRune(r); at > most-1 {
			return text[:i] + "…"
		}
	}
	return text
}

// first is the text in one line.
func first(text string, most int, _ string) []string { return []string{clip(text, most)} }

// wrap breaks the text between words into lines of a width; those after the first are indented. A
// word that is wider than a line is cut.
func wrap(text string, most int, indent string) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case columnsOf(line)+1+columnsOf(word) <= most:
			line += " " + word
		default:
			lines = append(lines, clip(line, most))
			line = indent + word
		}
	}
	return append(lines, clip(line, most))
}

// columnsOf is how many columns of a terminal the text takes.
func columnsOf(text string) int {
	n := 0
	for _, r := range text {
		n += columnsOfRune(r)
	}
	return n
}

// columnsOfRune is two for the letters of Chinese, Japanese and Korean, and none for a mark on the letter before.
func columnsOfRune(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case width.LookupRune(r).Kind() == width.EastAsianWide, width.LookupRune(r).Kind() == width.EastAsianFullwidth:
		return 2
	}
	return 1
}
