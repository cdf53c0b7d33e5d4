// Package countries turns what people write for a country into its ISO 3166 code.
package countries

import (
	"maps"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/trackreg/trackreg/internal/fold"
)

// Code returns the alpha-2 code of a country: of an alpha-2 or alpha-3 code in any case, of its
// name in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Chinese or
// Japanese, and of what people write besides, apart from case, accents, blanks and signs. ok is
// false for what is no country, and for a name that several have, as Congo. It allocates nothing
// for names of up to 64 bytes, and is safe for concurrent use.
func Code(name string) (alpha2 string, ok bool) {
	if strings.Contains(name, "/") { // n/a is not Namibia
		return "", false
	}
	var room [64]byte
	alpha2 = codes()[string(fold.Append(room[:0], name))]
	return alpha2, alpha2 != ""
}

// codes are the countries by folded name, "" where several have it; made when it is first asked for.
var codes = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	regions := known()
	for _, r := range regions { // codes come before names
		all[fold.Key(r.String())] = r.String()
		all[fold.Key(r.ISO3())] = r.String()
	}
	fixed := maps.Clone(all)
	for name, code := range written() {
		for _, key := range fold.Spellings(name) {
			if _, taken := fixed[key]; !taken {
				all[key], fixed[key] = code, code
			}
		}
	}
	names := namesOf(regions)
	for key, code := range names {
		if _, taken := fixed[key]; !taken {
			all[key] = code
		}
	}
	return all
})

// known are the countries that have a code today, Kosovo's unofficial one among them.
func known() []language.Region {
	var regions []language.Region
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			code := string([]rune{first, second})
			if r, err := language.ParseRegion(code); err == nil && r.String() == code && isCountry(r) {
				regions = append(regions, r)
			}
		}
	}
	return regions
}

// isCountry leaves out what is no more, as East Germany and the Soviet Union; what has no alpha-3
// code, as the United Nations; and the parts of countries that ISO only keeps codes for.
func isCountry(r language.Region) bool {
	switch r.String() {
	case "AC", "CP", "DG", "TA":
		return false
	}
	return r.IsCountry() && r.Canonicalize() == r && r.ISO3() != "ZZZ" && display.English.Regions().Name(r) != ""
}

// namesOf returns the countries by their names in each language, "" where several have it.
func namesOf(regions []language.Region) map[string]string {
	names := map[string]string{}
	claim := func(name, code string) {
		for _, key := range fold.Spellings(name) {
			if other, taken := names[key]; taken && other != code {
				code = ""
			}
			names[key] = code
		}
	}
	for _, tag := range languages() {
		namer := display.Regions(tag)
		for _, r := range regions {
			name := namer.Name(r)
			claim(name, r.String())
			if tag == language.English {
				for _, other := range spelledOut(name) {
					claim(other, r.String())
				}
			}
		}
	}
	delete(names, "")
	return names
}

func languages() []language.Tag {
	return []language.Tag{
		language.English, language.German, language.French, language.Spanish, language.Italian, language.Portuguese,
		language.EuropeanPortuguese, language.Dutch, language.Polish, language.SimplifiedChinese, language.TraditionalChinese, language.Japanese,
	}
}

// spelledOut are other ways to write an English name: with an article, without abbreviations.
func spelledOut(name string) []string {
	long := strings.NewReplacer("&", "and", "St. ", "Saint ").Replace(name)
	return []string{long, "The " + name, "The " + long}
}
