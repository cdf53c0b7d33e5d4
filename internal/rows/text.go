package rows

import (
	"regexp"
	"strconv"
	"strings"
)

// text gathers what a cell or a shared text of an XLSX says: the content of v and t, but not that
// of a formula, nor of the reading aid (rPh) of Japanese.
type text struct {
	content []byte
	within  bool // v or t
	aid     bool // rPh
}

func (t *text) reset() { *t = text{content: t.content[:0]} }

func (t *text) start(element string) {
	switch element {
	case "v", "t":
		t.within = true
	case "rPh":
		t.aid = true
	}
}

func (t *text) end(element string) {
	switch element {
	case "v", "t":
		t.within = false
	case "rPh":
		t.aid = false
	}
}

// add keeps a little more than a row may have, by which it is noticed to be too long.
func (t *text) add(content []byte) {
	if t.within && !t.aid && len(t.content) <= maxLine {
		t.content = append(t.content, content[:min(len(content), maxLine+1)]...)
	}
}

func (t *text) string() string { return unescape(string(t.content)) }

// escaped matches characters as a workbook writes those that XML does not have, such as _x000D_.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escaped.ReplaceAllStringFunc(text, func(code string) string {
		char, _ := strconv.ParseUint(code[2:6], 16, 32) // the expression matches nothing else
		return string(rune(char))
	})
}
