package carriers

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/trackreg/trackreg/internal/countries"
	"github.com/trackreg/trackreg/internal/fold"
	"github.com/trackreg/trackreg/internal/nearest"
)

// leastLikeness is below what one name is not like another: of a half of the words that say
// something, by weight, and some.
const leastLikeness = 0.35

// leastWeight is what words must weigh together to say something, of what a carrier's very own weighs.
const leastWeight = 0.4

// Nearest returns the carriers that a name which Code does not know may mean, the most likely
// first and at most n; none if nothing is like it. Of an ambiguous name it returns those that have
// it. It looks at every name of the table: ask once for a name that many rows have.
func (t *Table) Nearest(name string, n int) []Carrier {
	key, words := fold.Key(name), fold.Words(name)
	found := map[int]float64{}
	for _, c := range t.called {
		if l := t.likeness(key, words, c); l >= leastLikeness {
			found[c.code] = max(found[c.code], l)
		}
	}
	codes := slices.SortedFunc(maps.Keys(found), func(a, b int) int {
		return cmp.Or(cmp.Compare(found[b], found[a]), t.order(a, b))
	})
	return t.carriers(codes[:min(len(codes), n)])
}

// order is of two carriers that suit as well: the shorter name first.
func (t *Table) order(a, b int) int {
	return cmp.Or(cmp.Compare(len(t.list[t.at[a]].Name), len(t.list[t.at[b]].Name)), cmp.Compare(a, b))
}

func (t *Table) carriers(codes []int) []Carrier {
	var found []Carrier
	for _, code := range codes {
		found = append(found, t.list[t.at[code]])
	}
	return found
}

// likeness is 1 for the same name and 0 for one that has nothing to do with it.
func (t *Table) likeness(key string, words []string, c called) float64 {
	switch key {
	case "":
		return 0
	case c.key:
		return 1
	}
	if !t.says(words) {
		return 0
	}
	like := max(t.common(words, c.words), beginning(key, c.key))
	if len(words) == 1 { // several may be written as one
		return max(like, misspelt(key, c.key))
	}
	return max(like, 0.9*misspelt(t.essence(words), t.essence(c.words)))
}

// misspelt is how much of a name is right.
func misspelt(given, name string) float64 {
	letters := utf8.RuneCountInString(given)
	changes, near := nearest.Changes(given, name)
	if !near || changes >= letters/2 {
		return 0
	}
	return 1 - float64(changes)/float64(letters)
}

// essence leaves out the words that many carriers are called by: YTO Express is not a misspelt
// SF Express.
func (t *Table) essence(words []string) string {
	var b strings.Builder
	for _, word := range words {
		if t.weight(word) >= leastWeight*t.weight("") {
			b.WriteString(word)
		}
	}
	return b.String()
}

// beginning is how much of the longer name is the shorter one, where it begins with it.
func beginning(a, b string) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if share := float64(len(a)) / float64(len(b)); share >= 0.5 && strings.HasPrefix(b, a) {
		return share
	}
	return 0
}

// says tells whether words say more than those do that many carriers are called by.
func (t *Table) says(words []string) bool {
	var all float64
	for _, word := range words {
		all += t.weight(word)
	}
	return all >= leastWeight*t.weight("")
}

// common is the share of words that two names have in common, by weight; 0 where they say nothing.
func (t *Table) common(a, b []string) float64 {
	var shared []string
	var both, all float64
	for _, word := range slices.Concat(a, b) {
		all += t.weight(word)
		if slices.Contains(a, word) && slices.Contains(b, word) {
			both += t.weight(word)
			shared = append(shared, word)
		}
	}
	if !t.says(slices.Compact(slices.Sorted(slices.Values(shared)))) {
		return 0
	}
	return both / all
}

// weigh gives each word of the names its weight: what many carriers are called, as express and
// post, says little, and so does a country.
func (t *Table) weigh() {
	carriers := map[string]map[int]bool{}
	for _, c := range t.called {
		for _, word := range c.words {
			if carriers[word] == nil {
				carriers[word] = map[int]bool{}
			}
			carriers[word][c.code] = true
		}
	}
	t.weights = map[string]float64{}
	for word, of := range carriers {
		t.weights[word] = math.Log(float64(len(t.list)+1) / float64(len(of)))
		if _, country := countries.Code(word); country || slices.Contains(general(), word) {
			t.weights[word] = min(t.weights[word], 1)
		}
	}
}

// general are words that name a trade and no carrier, also in a table in which few have them.
func general() []string {
	return []string{"logistics", "international", "delivery", "parcel", "courier", "shipping", "standard", "worldwide", "global", "group"}
}

// weight of a word that no carrier is called by is that of one that one carrier has.
func (t *Table) weight(word string) float64 {
	if weight, known := t.weights[word]; known {
		return weight
	}
	return math.Log(float64(len(t.list) + 1))
}
