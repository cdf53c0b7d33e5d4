package columns

import (
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// words takes a heading apart into its words: in lower case, without accents, at signs, blanks of
// every kind and where small letters meet a capital. "PackageTrackingNumber" has three.
func words(heading string) []string {
	heading = unaccented(heading)
	var spaced strings.Builder
	var before rune
	for _, r := range heading {
		switch {
		case r == '#' || r == '№':
			spaced.WriteString(" no ")
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			if !unicode.Is(unicode.Cf, r) { // invisible
				spaced.WriteByte(' ')
			}
		case unicode.IsUpper(r) && unicode.IsLower(before):
			spaced.WriteByte(' ')
			spaced.WriteRune(unicode.ToLower(r))
		default:
			spaced.WriteRune(unicode.ToLower(r))
		}
		before = r
	}
	return strings.Fields(spaced.String())
}

// plain is a heading's words in one.
func plain(heading string) string { return strings.Join(words(heading), "") }

// Same tells whether two headings are the same but for case and blanks.
func Same(a, b string) bool { return strings.EqualFold(blanks(a), blanks(b)) }

// blanks makes one blank of each run of blanks, of whatever kind, and drops what is invisible.
func blanks(heading string) string {
	visible := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, heading)
	return strings.Join(strings.Fields(visible), " ")
}

// letters that have no parts to be taken apart into.
var unparted = strings.NewReplacer("ł", "l", "Ł", "L", "ß", "ss", "ø", "o", "Ø", "O", "æ", "ae", "Æ", "AE", "œ", "oe", "Œ", "OE")

// isAccent leaves alone the signs that are parts of Japanese letters.
func isAccent(r rune) bool { return r >= 0x300 && r <= 0x36F }

func unaccented(text string) string {
	ascii := true
	for i := range len(text) {
		ascii = ascii && text[i] < 0x80
	}
	if ascii {
		return text
	}
	folded, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.Predicate(isAccent)), norm.NFC), text)
	if err != nil {
		return text
	}
	return unparted.Replace(folded)
}
