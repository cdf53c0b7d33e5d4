// Package cells takes off the cells of a table what programs put round their contents, and finds
// the tracking numbers in one. Each kind of what it does is told, so that it can be counted: nothing
// is changed in silence.
package cells

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Clean returns what a cell holds: without ="..." round it, without a leading ' or `, without .0
// behind an integer, with full-width and Arabic digits as ASCII ones. done says which of it was
// found. A cell without any of it comes back as it is.
func Clean(cell string) (text string, done Kinds) {
	if plain(cell) {
		return cell, 0
	}
	text = strings.TrimSpace(cell)
	if inner, found := unwrapFormula(text); found {
		text, done = inner, done|Formula
	}
	if rest, found := cutQuote(text); found {
		text, done = rest, done|Quote
	}
	if folded := foldDigits(text); folded != text {
		text, done = folded, done|Digits
	}
	if decimals.MatchString(text) {
		text, _, _ = strings.Cut(text, ".")
		done |= Decimals
	}
	if done == 0 {
		return cell, 0
	}
	return text, done
}

// plain tells quickly that there is nothing to be taken off, as of almost every cell.
func plain(cell string) bool {
	if cell == "" {
		return true
	}
	for i := range len(cell) {
		if cell[i] >= utf8.RuneSelf {
			return false
		}
	}
	switch cell[0] {
	case '=', '\'', '`', ' ', '\t', '\n', '\r':
		return false
	}
	last := cell[len(cell)-1]
	return last != '0' && last != ' ' && last != '\t' || !strings.Contains(cell, ".")
}

// decimals matches an integer as a program writes it that holds all numbers as floats.
var decimals = regexp.MustCompile(`^\d+\.0+$`)

// unwrapFormula takes off what keeps a spreadsheet from taking a text for a number: ="01234".
func unwrapFormula(text string) (inner string, found bool) {
	inner, found = strings.CutPrefix(text, `="`)
	if !found || !strings.HasSuffix(inner, `"`) {
		return "", false
	}
	inner = strings.TrimSuffix(inner, `"`)
	if strings.Contains(strings.ReplaceAll(inner, `""`, ""), `"`) {
		return "", false // a formula of its own, such as ="A"&"B"
	}
	return strings.ReplaceAll(inner, `""`, `"`), true
}

// cutQuote takes off the sign by which a spreadsheet is told that a text follows.
func cutQuote(text string) (rest string, found bool) {
	if len(text) < 2 || text[0] != '\'' && text[0] != '`' || IsPlace(text[1:]) {
		return "", false
	}
	return text[1:], true
}

// IsPlace tells whether what stands behind a leading ' is one of the Dutch names of places that begin
// with one of their own: 's-Hertogenbosch, 't Harde.
func IsPlace(behind string) bool { return article.MatchString(behind) }

var article = regexp.MustCompile(`^[sStT][- ].`)

// foldDigits makes ASCII digits of full-width and Arabic ones.
func foldDigits(text string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range []rune{'０', '٠', '۰'} {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return r
	}, text)
}
