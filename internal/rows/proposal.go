package rows

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/trackreg/trackreg/internal/rows/columns"
)

// candidates are the encodings that may be proposed, the likelier ones first, with the letters that
// speak for each.
var candidates = []struct {
	name    string
	letters string // beside those of script
	script  []*unicode.RangeTable
}{
	{"windows-1252", "äöüÄÖÜßéèêëÉÈàâÀçÇîïôûùœæñÑáíóúÁÍÓÚãõÃÕåøÅØ€–’„“”°«»", nil},
	{"windows-1250", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰăâîţşäöüß", nil},
	{"windows-1254", "ğışİĞŞçöüÇÖÜâî", nil},
	{"windows-1251", "№–«»", []*unicode.RangeTable{unicode.Cyrillic}},
	{"windows-1253", "–«»", []*unicode.RangeTable{unicode.Greek}},
	{"gb18030", "，。：（）", []*unicode.RangeTable{unicode.Han}},
	{"shift_jis", "、。：（）・ー", []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana}},
	{"big5", "，。：（）", []*unicode.RangeTable{unicode.Han}},
	{"euc-kr", "", []*unicode.RangeTable{unicode.Hangul, unicode.Han}},
}

// refuseBytes says of text that has no encoding's name and is not UTF-8 what it likely is. It is
// never taken for that: a number is the same in all, but what stands beside it is not. Text that is
// UTF-8 but for some places is left to be judged row by row.
func refuseBytes(begins head, discreet bool) error {
	bad, good := 0, 0
	for text := begins.text; len(text) > 0; {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1:
			if !begins.all && !utf8.FullRune(text) {
				size = len(text) // the head ends within it
				break
			}
			bad++
		case size > 1:
			good++
		}
		text = text[size:]
	}
	if bad == 0 || good > bad {
		return nil
	}
	name, header := propose(begins.text)
	if name == "" {
		return fmt.Errorf("%w: the text is not UTF-8, and in no encoding that can be told: save it in UTF-8, or name its encoding", ErrFormat)
	}
	sample := ""
	if !discreet {
		sample = fmt.Sprintf(" its first line would be %q;", shorten(header))
	}
	return fmt.Errorf("%w: the text is not UTF-8; it may be %s:%s name it by --encoding %s (in the settings: encoding: %s), or save it in UTF-8", ErrFormat, name, sample, name, name)
}

// propose returns the encoding in which the text reads best, and its first line read so.
func propose(head []byte) (name, firstLine string) {
	most := 0
	for _, c := range candidates {
		text, whole := decodedWhole(upToLine(head), c.name)
		if !whole {
			continue
		}
		score := headingsIn(text)
		var before rune
		for _, r := range text {
			switch {
			case r < utf8.RuneSelf:
			case strings.ContainsRune(c.letters, r) || c.script != nil && unicode.In(r, c.script...):
				score++
				if unicode.IsUpper(r) && unicode.IsLower(before) {
					score -= 2 // no word has a capital in it
				}
			default:
				score -= 3
			}
			before = r
		}
		if score > most {
			most, name = score, c.name
			firstLine, _, _ = strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
		}
	}
	return name, strings.TrimSpace(firstLine)
}

// headingsIn weighs the headings that are known in the first lines.
func headingsIn(text string) int {
	found := 0
	for n, one := range strings.Split(text, "\n") {
		if n == 5 {
			break
		}
		for cell := range strings.FieldsFuncSeq(one, func(r rune) bool { return strings.ContainsRune(commas, r) }) {
			if heading := strings.Trim(cell, "\" \r"); strings.ContainsFunc(heading, func(r rune) bool { return r >= utf8.RuneSelf }) && columns.FieldOf(heading) != "" {
				found += 20
			}
		}
	}
	return found
}

// upToLine cuts a text at its last line end, before which no character is cut off.
func upToLine(head []byte) []byte {
	if end := strings.LastIndexAny(string(head), "\r\n"); end > 0 {
		return head[:end]
	}
	return head
}
