package book

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// escape writes a cell's text as a workbook does: what XML lacks, or would change, as _xHHHH_, and
// so the underscore of what would otherwise be read as such. Bytes that are no UTF-8 become U+FFFD.
func escape(text string) string {
	if !strings.ContainsFunc(text, special) {
		return text
	}
	var out strings.Builder
	for i, r := range text {
		switch {
		case r == '&':
			out.WriteString("&amp;")
		case r == '<':
			out.WriteString("&lt;")
		case r == '>':
			out.WriteString("&gt;")
		case r == '_' && !readsAsCode(text[i+1:]):
			out.WriteByte('_')
		case special(r) && r != utf8.RuneError:
			fmt.Fprintf(&out, "_x%04X_", r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// special says whether a character may need another form. XML turns a carriage return into a line
// feed.
func special(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF || r == '_' || r == '&' || r == '<' || r == '>' || r == utf8.RuneError
}

// readsAsCode says whether an underscore before the text begins what may be read as a character's
// code, whose closing underscore another code may give.
func readsAsCode(text string) bool {
	if len(text) < 5 || text[0] != 'x' {
		return false
	}
	return strings.Trim(text[1:5], "0123456789abcdefABCDEF") == ""
}

// units counts the UTF-16 code units of a text.
func units(text string) int {
	if len(text) <= MaxCell {
		return len(text) // or fewer
	}
	n := 0
	for _, r := range text {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
