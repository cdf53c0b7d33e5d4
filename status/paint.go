package status

import (
	"strings"
	"unicode/utf8"

	"github.com/trackreg/trackreg/gate"
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
func colourOf(g Gate) style { return colourOfWord(g.State) }

// colourOfWord reads the state that the text begins with.
func colourOfWord(text string) style {
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	switch gate.Reason(strings.TrimSuffix(word, ",")) {
	case open:
		return green
	case gate.Paused:
		return cyan
	case gate.Held, gate.QuotaDrained:
		return red
	}
	return yellow
}

// clip is the text, cut to a width.
func clip(text string, width int) string {
	if utf8.RuneCountInString(text) <= width {
		return text
	}
	return string([]rune(text)[:max(0, width-1)]) + "…"
}

// first is the text in one line.
func first(text string, width int, _ string) []string { return []string{clip(text, width)} }

// wrap breaks the text between words into lines of a width; those after the first are indented. A
// word that is wider than a line is cut.
func wrap(text string, width int, indent string) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines = append(lines, clip(line, width))
			line = indent + word
		}
	}
	return append(lines, clip(line, width))
}
