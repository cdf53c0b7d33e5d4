package calendar

import (
	"slices"
	"time"
	"unicode"

	"github.com/trackreg/trackreg/internal/fold"
)

// token is a run of digits, letters or signs.
type token struct {
	kind kind
	text string
}

type kind int

const (
	sign kind = iota
	digits
	letters
)

func kindOf(r rune) kind {
	switch {
	case r >= '0' && r <= '9':
		return digits
	case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r):
		return letters
	}
	return sign
}

// tokenize splits a text.
func tokenize(text string) []token {
	var tokens []token
	begin := 0
	for i, r := range text {
		k := kindOf(r)
		if i == 0 || k != tokens[len(tokens)-1].kind {
			tokens = append(tokens, token{kind: k})
			begin = i
		}
		tokens[len(tokens)-1].text = text[begin : i+len(string(r))]
	}
	return tokens
}

// withoutWeekday leaves off the day of the week before a date. What may be a month, as mar, is a
// day only where a month follows.
func withoutWeekday(tokens []token) []token {
	if len(tokens) < 2 || !tokens[0].isWeekday() || tokens[0].month() != 0 && !slices.ContainsFunc(tokens[1:], token.isMonth) {
		return tokens
	}
	if tokens[1].kind == sign {
		return tokens[2:]
	}
	return tokens[1:]
}

// month returns the month that a word names, 0 for none.
func (t token) month() time.Month { return months()[fold.Key(t.text)] }

func (t token) isMonth() bool { return t.month() != 0 }

func (t token) isWeekday() bool { return weekdays()[fold.Key(t.text)] }

// isFiller tells whether a word says nothing of the date: endings of ordinals, articles, of.
func (t token) isFiller() bool {
	switch fold.Key(t.text) {
	case "st", "nd", "rd", "th", "er", "o", "a", "of", "the", "de", "del", "r", "roku":
		return true
	}
	return false
}
