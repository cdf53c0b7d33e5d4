package queue

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// The least and the most characters that a tracking number may have, by the vendor's documentation.
const (
	MinNumber = 5
	MaxNumber = 50
)

// mangled matches a number that a spreadsheet has rounded: its digits are lost
// for good. Tracking numbers hold no point, comma or plus; without one of them
// 12345E12 may well be right.
var mangled = regexp.MustCompile(`^\d+([.,]\d*[eE][+-]?|[eE]\+)\d+$`)

// TrimNumber cuts off what clings to a tracking number that was copied or
// exported: white space, byte order marks, zero-width characters.
func TrimNumber(s string) string { return strings.TrimFunc(s, clings) }

// NumberKey returns the form in which tracking numbers are compared, and in which they stand in keys
// and identities: trimmed, the letters a to z as A to Z. Other letters stay, so that no two texts
// of which one is a tracking number share a key unless both are.
func NumberKey(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, TrimNumber(number))
}

func clings(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
}

// IsNumber tells whether the text may be a tracking number as it stands: [MinNumber] to [MaxNumber]
// of the letters A to Z in either case, digits and hyphens, with a digit among them, and no date.
// Nothing else is ever sent to the vendor.
func IsNumber(text string) bool {
	if len(text) < MinNumber || len(text) > MaxNumber {
		return false
	}
	digit := false
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digit = true
		case c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-':
		default:
			return false
		}
	}
	return digit && !isDate(text)
}

// longestDate is how many characters a day has at most.
const longestDate = len("2026-01-31")

func isDate(text string) bool {
	return len(text) <= longestDate && strings.Contains(text, "-") && date.MatchString(text)
}

// date matches a day as it is written with hyphens, which no tracking number is like.
var date = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-\d{4})$`)

// checkNumber refuses a trimmed number that can never be right, and says what it is instead.
func checkNumber(number string) error {
	if IsNumber(number) {
		return nil
	}
	problem, mend := unlikeNumber(number)
	return refuse("number", number, problem, mend)
}

// unlikeNumber says why a text is no tracking number, and what to do about it.
func unlikeNumber(text string) (problem, mend string) {
	switch {
	case text == "":
		return "is empty", "put the tracking number there"
	case strings.ContainsAny(text, "+.,") && mangled.MatchString(text):
		return "was rounded by a spreadsheet", "export it again with that column formatted as text"
	case isAddress(text):
		return "is a web address", "write the tracking number alone"
	case isDate(text):
		return "is a date", "see whether the field holds the tracking number"
	case isTotal(text):
		return "is a total row", "leave it out"
	}
	if n := numbersIn(text); n > 1 {
		return "is " + inWords(n) + " numbers in one cell", "give each an entry of its own"
	}
	for _, r := range text {
		if problem, mend := oddCharacter(r); problem != "" {
			return problem, mend
		}
	}
	switch {
	case len(text) > MaxNumber:
		return fmt.Sprintf("is longer than %d characters", MaxNumber), "check whether several numbers or other text got into the field"
	case len(text) < MinNumber:
		return fmt.Sprintf("is shorter than %d characters", MinNumber), "see whether the field holds the tracking number"
	}
	return "holds no digit", "see whether the field holds the tracking number"
}

func isAddress(text string) bool {
	lower := strings.ToLower(text)
	return strings.Contains(lower, "://") || strings.HasPrefix(lower, "www.")
}

// totals are the words by which a table's last row begins.
var totals = map[string]bool{
	"total": true, "totals": true, "grand total": true, "subtotal": true, "sum": true, "summe": true, "gesamt": true, "gesamtsumme": true,
	"totale": true, "totaal": true, "suma": true, "soma": true, "razem": true, "somme": true,
	"合计": true, "总计": true, "小计": true, "合計": true, "總計": true, "小計": true,
}

func isTotal(text string) bool {
	word, _, _ := strings.Cut(strings.ToLower(text), ":")
	return totals[strings.TrimSpace(word)]
}

// NumberSeparators stand between several numbers in one cell, besides line ends.
const NumberSeparators = ",;/|+\n\r"

// numbersIn counts the numbers that stand in the text, when nothing else does.
func numbersIn(text string) int {
	n := 0
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(NumberSeparators, r) || unicode.IsSpace(r) }) {
		if !IsNumber(part) {
			return 0
		}
		n++
	}
	return n
}

func inWords(n int) string {
	words := []string{2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}

// oddCharacter says what is wrong with a character; nothing, if it may stand in a number.
func oddCharacter(r rune) (problem, mend string) {
	switch {
	case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '-':
		return "", ""
	case unicode.IsControl(r) || clings(r):
		return fmt.Sprintf("holds a blank or invisible character (%U)", r), "take it out"
	case r > unicode.MaxASCII && (unicode.IsLetter(r) || unicode.Is(unicode.Pd, r)):
		return fmt.Sprintf("holds %q (%U, %s), which only looks like a character of a number", r, r, scriptOf(r)), "type it anew with the letters A to Z, digits and -"
	}
	return fmt.Sprintf("holds %q (%U)", r, r), "tracking numbers are letters, digits and hyphens: write the number alone"
}

// scriptOf names the script of a letter.
func scriptOf(r rune) string {
	for _, name := range []string{"Cyrillic", "Greek", "Latin", "Armenian", "Cherokee", "Deseret", "Han", "Hiragana", "Katakana", "Hangul", "Arabic", "Hebrew", "Thai"} {
		if unicode.Is(unicode.Scripts[name], r) {
			return name
		}
	}
	if unicode.Is(unicode.Pd, r) {
		return "a dash"
	}
	return "of another script"
}
