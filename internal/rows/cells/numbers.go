package cells

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/trackreg/trackreg/queue"
)

// Numbers returns the tracking numbers in a cell: one, as a rule. Several come out where each part
// between , ; / | + or line ends may be a number; one that is printed in groups loses its blanks; of
// a web address that has one candidate that one is taken. What is no number comes back cleaned as
// far as Clean does it, to be refused by whoever judges it.
func Numbers(cell string) (numbers []string, done Kinds) {
	if queue.IsNumber(cell) {
		return []string{cell}, 0
	}
	text, done := Clean(cell)
	text = queue.TrimNumber(text)
	if queue.IsNumber(text) {
		return []string{text}, done
	}
	if folded := foldLetters(text); folded != text {
		text, done = folded, done|Digits
	}
	if number, found := inAddress(text); found {
		return []string{number}, done | Address
	}
	parts, kinds := parts(text)
	if len(parts) == 0 {
		return []string{text}, done
	}
	return parts, done | kinds
}

// foldLetters makes ASCII characters of the full-width ones.
func foldLetters(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, text)
}

// parts takes a text apart that is one number or several, and nothing else.
func parts(text string) (numbers []string, done Kinds) {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(queue.NumberSeparators, r) }) {
		part, inner := Clean(queue.TrimNumber(part))
		part = queue.TrimNumber(part)
		done |= inner
		switch joined, several := ungroup(part); {
		case part == "":
			continue
		case queue.IsNumber(part):
			numbers = append(numbers, part)
		case several != nil:
			numbers, done = append(numbers, several...), done|Split
		case queue.IsNumber(joined):
			numbers, done = append(numbers, joined), done|Blanks
		default:
			return nil, 0
		}
	}
	if len(numbers) > 1 {
		done |= Split
	}
	return numbers, done
}

// A group of a printed number is short, and all of them have digits enough. What is longer, with a
// letter in it, is a number itself.
const (
	longestGroup = 7
	leastJoined  = 9
	shortestLone = 8
	leastDigits  = 4
)

var (
	// s10 matches a postal number, whose letters may stand apart.
	s10 = regexp.MustCompile(`^[A-Z]{2}[0-9]{9}[A-Z]{2}$`)
	// prefixes are the letters by which other numbers begin that are printed in groups.
	prefixes = []string{"JD", "JJD"}
)

// ungroup takes the blanks out of a number that is printed in groups, as 9400 1000 0000, or takes
// several numbers apart that only blanks separate. Where it might be either, or has words in it, it
// does neither.
func ungroup(text string) (joined string, several []string) {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1 // invisible
		}
		return r
	}, text)
	groups := strings.Fields(text)
	if len(groups) == 1 {
		return groups[0], nil
	}
	if !slices.ContainsFunc(groups, func(group string) bool { return !isLone(group) }) {
		return "", groups
	}
	joined = strings.Join(groups, "")
	if digits(joined) < leastJoined {
		return "", nil
	}
	for i, group := range groups {
		letters := digits(group) == 0
		if len(group) > longestGroup || letters && !s10.MatchString(strings.ToUpper(joined)) && (i > 0 || !slices.Contains(prefixes, strings.ToUpper(group))) {
			return "", nil
		}
	}
	return joined, nil
}

// isLone tells whether a group is a number by itself: digits alone may be part of one.
func isLone(group string) bool {
	return len(group) >= shortestLone && digits(group) >= leastDigits && digits(group) < len(group) && queue.IsNumber(group)
}

func digits(text string) int { return strings.Count(strings.Map(digitOnly, text), "0") }

func digitOnly(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return -1
}

// inAddress finds the number in a carrier's web address, which has to have one candidate alone.
func inAddress(text string) (number string, found bool) {
	if !strings.Contains(text, "://") && !strings.HasPrefix(strings.ToLower(text), "www.") || strings.ContainsFunc(text, unicode.IsSpace) {
		return "", false
	}
	address, err := url.Parse(text)
	if err != nil {
		return "", false
	}
	texts := strings.FieldsFunc(address.Path+"/"+address.Fragment, func(r rune) bool { return strings.ContainsRune("/,;=&?", r) })
	for _, values := range address.Query() {
		for _, value := range values {
			texts = append(texts, strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(",; ", r) })...)
		}
	}
	var candidates []string
	for _, one := range texts {
		if len(one) >= shortestLone && queue.IsNumber(one) && digits(one) >= leastDigits && !slices.Contains(candidates, one) {
			candidates = append(candidates, one)
		}
	}
	if len(candidates) != 1 {
		return "", false
	}
	return candidates[0], true
}

// Telephone returns a telephone number without the blanks of print in it.
func Telephone(cell string) (text string, done Kinds) {
	text, done = Clean(cell)
	joined := strings.Join(strings.Fields(text), "")
	if joined != text {
		return joined, done | Blanks
	}
	return text, done
}
