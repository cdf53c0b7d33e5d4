// Package fold writes names so that those which people take for the same are the same: without
// case, accents, blanks and signs. It is for comparing, not for showing.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Key returns the letters and digits of the text in lower case, without accents: "DHL-Express®"
// and "dhl express" have one key. Letters and digits of full or half width, and ligatures, are
// as the plain ones. The key of a text without letters and digits is "".
func Key(text string) string { return string(Append(nil, text)) }

// Append appends the text's Key to dst. Where dst has room it allocates nothing.
func Append(dst []byte, text string) []byte {
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			dst = append(dst, c)
		case c >= 'A' && c <= 'Z':
			dst = append(dst, c+'a'-'A')
		case c >= utf8.RuneSelf:
			return appendRunes(dst, text[i:])
		}
	}
	return dst
}

func appendRunes(dst []byte, text string) []byte {
	for i, r := range text {
		if unicode.IsSymbol(r) { // before it is taken apart: ™ would leave a tm
			continue
		}
		parts := norm.NFKD.PropertiesString(text[i:]).Decomposition()
		if parts == nil {
			dst = appendRune(dst, r)
		}
		for len(parts) > 0 {
			part, size := utf8.DecodeRune(parts)
			dst, parts = appendRune(dst, part), parts[size:]
		}
	}
	return dst
}

// appendRune appends a letter, a digit or the mark of a script that is not read without its marks.
func appendRune(dst []byte, r rune) []byte {
	r = unicode.ToLower(r)
	switch {
	case r == utf8.RuneError || r >= 0x300 && r <= 0x36F: // accents stand in a block of their own
		return dst
	case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
		if plain := unaccented(r); plain != "" {
			return append(dst, plain...)
		}
		return utf8.AppendRune(dst, r)
	}
	return dst
}

// unaccented returns what a Latin letter that Unicode does not take apart is written as without
// its stroke, "" for any other.
func unaccented(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	}
	return ""
}

// Spellings returns the keys of a name that is looked up by others' Key: its own, and where it has
// an umlaut or the like the one of who writes that with two letters, as in Oesterreich.
func Spellings(name string) []string {
	own := Key(name)
	if !strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return []string{own}
	}
	two := strings.NewReplacer(
		"ä", "ae", "ö", "oe", "ü", "ue", "å", "aa", "ø", "oe",
		"Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "Å", "Aa", "Ø", "Oe",
	).Replace(norm.NFC.String(name))
	other := Key(two)
	if own == other {
		return []string{own}
	}
	return []string{own, other}
}

// Words returns the keys of the text's words, in their order: of what stands between blanks and signs.
func Words(text string) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
	})
	words := parts[:0]
	for _, part := range parts {
		if key := Key(part); key != "" {
			words = append(words, key)
		}
	}
	return words
}
