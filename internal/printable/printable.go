// Package printable keeps what came from outside from giving a terminal orders: it is shown, not sent.
// What other programs and people wrote (messages, numbers, names of files and columns) may hold
// escape sequences that clear a screen or rename a window, and marks that turn the direction of
// writing, so that something reads as what it is not.
package printable

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Text returns what is to stand in one line or cell with everything shown that a terminal would
// obey, line breaks and tabs too, as JSON writes it: "\u001b" for escape. What is shown already,
// stays.
func Text(text string) string { return show(text, obeyed) }

// Lines is Text for what may be of several lines, which stay, as tabs do.
func Lines(text string) string {
	return show(text, func(r rune) bool { return r != '\n' && r != '\t' && obeyed(r) })
}

// obeyed tells whether a terminal may do something else with the sign than to show it. Blanks of all
// widths are shown.
func obeyed(r rune) bool { return !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r) }

// show writes out the signs that hidden picks, and bytes that are no UTF-8: by some terminals such a
// byte is obeyed as well.
func show(text string, hidden func(rune) bool) string {
	if !strings.ContainsFunc(text, hidden) && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for at, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[at:], string(utf8.RuneError)):
			b.WriteString(`\ufffd`)
		case !hidden(r):
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
