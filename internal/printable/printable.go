// Package printable keeps what came from outside from giving a terminal orders.
package printable

import (
	"strings"
	"unicode"
)

// Text returns the text without what a terminal would obey.
func Text(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
}
