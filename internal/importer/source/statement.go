package source

import (
	"strings"
	"unicode"
)

// cursorWord stands in a query for the last key that was read.
const cursorWord = "$cursor"

// statement is a query taken apart: where $cursor stands in it, and not within a literal or a
// comment.
type statement struct {
	text  string // without the semicolon at its end
	marks []int
	first string // the first word, in upper case
	into  bool   // it holds INTO: it stores what it selects
	inner bool   // it holds a comment that the database carries out
	more  bool   // there is a second statement
}

// parse takes the query apart as the database would.
func (l lexis) parse(query string) statement {
	s := statement{text: query}
	ended := false
	for i := 0; i < len(query); {
		rest := query[i:]
		if n, comment := l.quoted(rest); n > 0 {
			s.more = s.more || ended && !comment
			s.inner = s.inner || l.isCarriedOut(rest)
			i += n
			continue
		}
		switch word := wordOf(rest); {
		case strings.HasPrefix(rest, cursorWord) && wordOf(rest[1:]) == cursorWord[1:]:
			s.marks = append(s.marks, i)
			s.more = s.more || ended
			i += len(cursorWord)
		case word != "":
			s.word(strings.ToUpper(word), ended)
			i += len(word)
		case rest[0] == ';' && !ended:
			ended = true
			s.text = query[:i]
			i++
		default:
			s.more = s.more || ended && rest[0] != ';' && !unicode.IsSpace(rune(rest[0]))
			i++
		}
	}
	return s
}

func (s *statement) word(word string, ended bool) {
	if s.first == "" {
		s.first = word
	}
	s.into = s.into || word == "INTO"
	s.more = s.more || ended
}

// wordOf returns the word at the beginning of the text, "" when none begins there.
func wordOf(text string) string {
	for i, r := range text {
		letter := r == '_' || unicode.IsLetter(r)
		if !letter && (i == 0 || r != '$' && !unicode.IsDigit(r)) {
			return text[:i]
		}
	}
	return text
}

// bind puts the parameter's mark where $cursor stands.
func (s statement) bind(mark string) string {
	var bound strings.Builder
	from := 0
	for _, at := range s.marks {
		bound.WriteString(s.text[from:at])
		bound.WriteString(mark)
		from = at + len(cursorWord)
	}
	bound.WriteString(s.text[from:])
	return bound.String()
}

// check finds what no query of an import may be. The read-only transaction holds in any case;
// this says it before, and in words of ours.
func (s statement) check(p place, cursor string) error {
	const mend = "give one SELECT"
	switch {
	case s.inner:
		return p.lasting(nil, "has a query with a comment /*! that is no comment to the database", "write it out, or leave it away")
	case s.first == "":
		return p.lasting(nil, "has an empty query", mend)
	case s.more:
		return p.lasting(nil, "has a query of more than one statement", mend)
	case s.into:
		return p.lasting(ErrWrites, "has a query that writes: it holds INTO", mend)
	case !strings.Contains(" SELECT WITH VALUES TABLE ", " "+s.first+" "):
		return p.lasting(ErrWrites, "has a query that does not read: it begins with "+s.first, mend)
	case cursor != "" && len(s.marks) == 0:
		return p.lasting(nil, "has a cursor, but a query that does not use "+cursorWord,
			"write WHERE "+cursor+" > "+cursorWord+", outside of quotes")
	case cursor == "" && len(s.marks) > 0:
		return p.lasting(nil, "has a query that uses "+cursorWord+", but no cursor", "name the column that grows, such as id, under cursor")
	}
	return nil
}
