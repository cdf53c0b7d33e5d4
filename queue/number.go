package queue

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxNumber is the most characters a tracking number may have, by the vendor's
// documentation. Below the 5 it names as the least, the vendor judges.
const MaxNumber = 50

// mangled matches a number that a spreadsheet has rounded: its digits are lost
// for good. Tracking numbers hold no point, comma or plus; without one of them
// 12345E12 may well be right.
var mangled = regexp.MustCompile(`^\d+([.,]\d*[eE][+-]?|[eE]\+)\d+$`)

// TrimNumber cuts off what clings to a tracking number that was copied or
// exported: white space, byte order marks, zero-width characters.
func TrimNumber(s string) string { return strings.TrimFunc(s, clings) }

func clings(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
}

// checkNumber refuses a trimmed number that can never be right.
func checkNumber(number string) error {
	switch {
	case number == "":
		return refuse("number", "", "is empty", "put the tracking number there")
	case utf8.RuneCountInString(number) > MaxNumber:
		return refuse("number", number, fmt.Sprintf("is longer than %d characters", MaxNumber),
			"check whether several numbers or other text got into the field")
	case strings.ContainsAny(number, "+.,") && mangled.MatchString(number):
		return refuse("number", number, "was rounded by a spreadsheet",
			"export it again with that column formatted as text")
	}
	for _, r := range number {
		if unicode.IsControl(r) || clings(r) {
			return refuse("number", number, fmt.Sprintf("holds a blank or invisible character (%U)", r), "take it out")
		}
	}
	return nil
}
