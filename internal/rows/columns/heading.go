package columns

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/trackreg/trackreg/internal/fold"
)

// words takes a heading apart into its words: in lower case, without accents, at signs, blanks of
// every kind and where small letters meet a capital. "PackageTrackingNumber" has three.
func words(heading string) []string {
	var spaced strings.Builder
	var before rune
	for _, r := range visible(heading) {
		switch {
		case r == '#' || r == '№':
			spaced.WriteString(" no ")
		case unicode.IsUpper(r) && unicode.IsLower(before):
			spaced.WriteByte(' ')
			spaced.WriteRune(r)
		default:
			spaced.WriteRune(r)
		}
		before = r
	}
	all := fold.Words(spaced.String())
	for i, word := range all {
		all[i] = norm.NFC.String(word) // as the headings are written that are known
	}
	return all
}

// plain is a heading's words in one.
func plain(heading string) string { return strings.Join(words(heading), "") }

// Same tells whether two headings are the same but for case and blanks.
func Same(a, b string) bool { return strings.EqualFold(blanks(a), blanks(b)) }

// blanks makes one blank of each run of blanks, of whatever kind, and drops what is invisible.
func blanks(heading string) string {
	return strings.Join(strings.Fields(visible(heading)), " ")
}

// visible leaves out what nobody sees, such as zero-width blanks.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
}
