package carriers

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/internal/countries"
	"github.com/trackreg/trackreg/internal/fold"
)

// How well a word suits a carrier.
const (
	suitsNot   = 0
	suitsPart  = 1 // it is within a name
	suitsBegin = 2 // a word of a name begins so
	suitsWord  = 3 // it is a word of a name, the code, the country
)

// Find returns the carriers of which each of the words is in the name, an alias, the country, by
// its code or its name, or the code; the best first. Without words it returns every carrier.
func (t *Table) Find(words string) []Carrier {
	wanted := fold.Words(words)
	suits := map[int]int{}
	for _, c := range t.list {
		if s, all := t.suits(c, wanted); all {
			suits[c.Code] = s
		}
	}
	whole := fold.Key(words)
	codes := slices.SortedFunc(maps.Keys(suits), func(a, b int) int {
		return cmp.Or(compareBool(t.isCalled(b, whole), t.isCalled(a, whole)), cmp.Compare(suits[b], suits[a]), t.order(a, b))
	})
	return t.carriers(codes)
}

// suits adds up how well the words suit; all is false where one does not.
func (t *Table) suits(c Carrier, wanted []string) (sum int, all bool) {
	names := append([]string{c.Name}, c.Aliases...)
	for _, word := range wanted {
		best := suitsNot
		if word == strconv.Itoa(c.Code) || c.Country != "" && isCountry(word, c.Country) {
			best = suitsWord
		}
		for _, name := range names {
			best = max(best, suitsName(word, name))
		}
		if best == suitsNot {
			return 0, false
		}
		sum += best
	}
	return sum, true
}

func isCountry(word, country string) bool {
	code, ok := countries.Code(word)
	return ok && code == country
}

func suitsName(word, name string) int {
	best := suitsNot
	for _, key := range fold.Spellings(name) {
		if strings.Contains(key, word) {
			best = suitsPart
		}
	}
	for _, own := range fold.Words(name) {
		switch {
		case own == word:
			return suitsWord
		case strings.HasPrefix(own, word):
			best = suitsBegin
		}
	}
	return best
}

// isCalled tells whether the carrier has this name.
func (t *Table) isCalled(code int, key string) bool {
	return key != "" && (t.codes[key] == code || slices.Contains(t.shared[key], code))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
