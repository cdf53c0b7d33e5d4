package source

import "strings"

// lexis is what differs between databases in the writing of literals and comments.
type lexis struct {
	backslash  bool // \' within a literal is a quote
	dollar     bool // $tag$ encloses a literal, and E'' one with backslashes
	nested     bool // comments hold comments
	hash       bool // # begins a comment, and -- only with a blank behind it
	carriedOut bool // what stands in a comment /*! or /*M! is part of the query
}

// isCarriedOut says whether a comment is part of the query to the database, whatever it says of the
// version.
func (l lexis) isCarriedOut(comment string) bool {
	return l.carriedOut && (strings.HasPrefix(comment, "/*!") || strings.HasPrefix(comment, "/*M!"))
}

// quoted returns the length of the literal, quoted name or comment that the text begins with; 0
// when it begins with none. One that is not closed goes to the end.
func (l lexis) quoted(text string) (n int, comment bool) {
	switch {
	case strings.HasPrefix(text, "--") && (!l.hash || len(text) == 2 || text[2] <= ' '), l.hash && text[0] == '#':
		return upTo(text, 0, "\n"), true
	case strings.HasPrefix(text, "/*"):
		return l.comment(text), true
	case l.dollar && len(text) > 1 && strings.EqualFold(text[:2], "e'"):
		return 1 + enclosed(text[1:], true), false
	case text[0] == '\'', text[0] == '"':
		return enclosed(text, l.backslash), false
	case text[0] == '`':
		return enclosed(text, false), false
	case l.dollar && text[0] == '$':
		if tag := dollarTag(text); tag != "" {
			return upTo(text, len(tag), tag), false
		}
	}
	return 0, false
}

// upTo returns the length up to the end's end, looked for from at.
func upTo(text string, at int, end string) int {
	if i := strings.Index(text[at:], end); i >= 0 {
		return at + i + len(end)
	}
	return len(text)
}

// enclosed returns the length of what the first sign encloses; two of it stand for one.
func enclosed(text string, backslash bool) int {
	for i := 1; i < len(text); i++ {
		switch {
		case backslash && text[i] == '\\':
			i++
		case text[i] != text[0]:
		case i+1 < len(text) && text[i+1] == text[0]:
			i++
		default:
			return i + 1
		}
	}
	return len(text)
}

func (l lexis) comment(text string) int {
	depth := 0
	for i := 0; i+1 < len(text); i++ {
		switch {
		case text[i:i+2] == "/*" && (depth == 0 || l.nested):
			depth++
			i++
		case text[i:i+2] == "*/":
			depth--
			i++
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(text)
}

// dollarTag returns the opening of a literal such as $$ or $tag$; "" when it is none.
func dollarTag(text string) string {
	end := strings.IndexByte(text[1:], '$')
	if end < 0 {
		return ""
	}
	name := text[1 : 1+end]
	if name != "" && wordOf(name) != name {
		return ""
	}
	return text[:end+2]
}
