package carriers

import (
	"cmp"
	"maps"
	"slices"

	"github.com/trackreg/trackreg/internal/fold"
)

// Carrier is one of those that 17TRACK follows.
type Carrier struct {
	Code    int      `json:"code"`
	Name    string   `json:"name"`    // the vendor's
	Country string   `json:"country"` // alpha-2; "" where the vendor names none
	Aliases []string `json:"aliases"` // what else people write, not to be changed
}

// Table finds carriers. It never changes, and is safe for concurrent use.
type Table struct {
	list    []Carrier        // by code
	at      map[int]int      // a code's place in list
	codes   map[string]int   // by folded name; ambiguous where several carriers have it
	shared  map[string][]int // the codes of an ambiguous one
	called  []called         // every name, for what is looked for by likeness
	weights map[string]float64
}

// ambiguous is no carrier's code.
const ambiguous = 0

// called is one name of a carrier.
type called struct {
	code  int
	key   string
	words []string
}

// entry is a carrier on its way into a table. Translated names are weaker than its own and its
// aliases: they never make one of those ambiguous.
type entry struct {
	Carrier
	translated []string
}

// newTable makes a table of carriers with codes of their own.
func newTable(entries []entry) *Table {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.Code, b.Code) })
	t := &Table{at: map[int]int{}, codes: map[string]int{}, shared: map[string][]int{}}
	for i, e := range entries {
		t.at[e.Code] = i
		t.call(e.Code, append([]string{e.Name}, e.Aliases...), t.claim)
	}
	strong := maps.Clone(t.codes)
	for _, e := range entries {
		t.call(e.Code, e.translated, func(key string, code int) {
			if _, taken := strong[key]; !taken {
				t.claim(key, code)
			}
		})
		e.Aliases = distinct(slices.Concat(e.Aliases, e.translated), e.Name)
		t.list = append(t.list, e.Carrier)
	}
	t.weigh()
	return t
}

// call enters a carrier's names in each of their spellings.
func (t *Table) call(code int, names []string, claim func(key string, code int)) {
	for _, name := range names {
		for _, key := range fold.Spellings(name) {
			if key != "" {
				claim(key, code)
				t.called = append(t.called, called{code: code, key: key, words: fold.Words(name)})
			}
		}
	}
}

// claim gives a key to a carrier, or makes it ambiguous where another has it.
func (t *Table) claim(key string, code int) {
	other, taken := t.codes[key]
	switch {
	case !taken:
		t.codes[key] = code
	case other == ambiguous && !slices.Contains(t.shared[key], code):
		t.shared[key] = append(t.shared[key], code)
	case other != ambiguous && other != code:
		t.codes[key] = ambiguous
		t.shared[key] = []int{other, code}
	}
}

// distinct leaves out what was there before, and the name itself.
func distinct(aliases []string, name string) []string {
	kept := make([]string, 0, len(aliases))
	for _, alias := range aliases {
		if alias != "" && alias != name && !slices.Contains(kept, alias) {
			kept = append(kept, alias)
		}
	}
	return kept
}

// Code returns the code of the carrier that has this name or alias, apart from case, accents,
// blanks and signs. ok is false where none has it, and where several have: a guess would send
// numbers to the wrong carrier. It allocates nothing for names of up to 64 bytes.
func (t *Table) Code(name string) (code int, ok bool) {
	var room [64]byte
	code = t.codes[string(fold.Append(room[:0], name))]
	return code, code != ambiguous
}

// ByCode returns the carrier of that code.
func (t *Table) ByCode(code int) (Carrier, bool) {
	i, ok := t.at[code]
	if !ok {
		return Carrier{}, false
	}
	return t.list[i], true
}

// Codes returns the codes of all carriers, ascending.
func (t *Table) Codes() []int {
	codes := make([]int, len(t.list))
	for i, c := range t.list {
		codes[i] = c.Code
	}
	return codes
}

// Len returns how many carriers there are.
func (t *Table) Len() int { return len(t.list) }
