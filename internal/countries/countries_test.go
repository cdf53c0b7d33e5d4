package countries

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language/display"

	"github.com/trackreg/trackreg/internal/fold"
)

func ExampleCode() {
	for _, name := range []string{"de", "DEU", "Deutschland", "Allemagne", "ドイツ", "Congo"} {
		fmt.Println(Code(name))
	}
	// Output:
	// DE true
	// DE true
	// DE true
	// DE true
	// DE true
	//  false
}

func TestCode(t *testing.T) {
	for name, want := range map[string]string{
		"DE": "DE", "de": "DE", " De ": "DE", "DEU": "DE", "gbr": "GB", "XK": "XK", "ROU": "RO",
		"Germany": "DE", "GERMANY": "DE", "Allemagne": "DE", "Alemania": "DE", "Germania": "DE", "Alemanha": "DE", "Duitsland": "DE", "Niemcy": "DE",
		"德国": "DE", "德國": "DE", "ドイツ": "DE", "Österreich": "AT", "Oesterreich": "AT", "Osterreich": "AT", "Austria": "AT", "Autriche": "AT",
		"Türkei": "TR", "Tuerkei": "TR", "Turkey": "TR", "Türkiye": "TR", "Turquie": "TR",
		"USA": "US", "U.S.A.": "US", "US": "US", "U.S.": "US", "United States": "US", "United States of America": "US", "Vereinigte Staaten": "US", "アメリカ合衆国": "US",
		"UK": "GB", "U.K.": "GB", "Great Britain": "GB", "England": "GB", "United Kingdom": "GB", "Vereinigtes Königreich": "GB", "Royaume-Uni": "GB",
		"Holland": "NL", "The Netherlands": "NL", "Netherlands": "NL", "Pays-Bas": "NL", "Nederland": "NL", "Países Bajos": "NL",
		"Czech Republic": "CZ", "Czechia": "CZ", "Tschechien": "CZ", "Korea": "KR", "South Korea": "KR", "Korea, Republic of": "KR", "North Korea": "KP",
		"Russia": "RU", "Russian Federation": "RU", "中国大陆": "CN", "中国": "CN", "China": "CN", "Hong Kong": "HK", "Hong Kong SAR China": "HK", "香港": "HK", "Taiwan": "TW", "臺灣": "TW",
		"Côte d'Ivoire": "CI", "Cote d’Ivoire": "CI", "Ivory Coast": "CI", "Elfenbeinküste": "CI", "Elfenbeinkueste": "CI",
		"Bosnia & Herzegovina": "BA", "Bosnia and Herzegovina": "BA", "St. Lucia": "LC", "Saint Lucia": "LC", "Saint Vincent and the Grenadines": "VC",
		"Democratic Republic of the Congo": "CD", "Republic of the Congo": "CG", "Viet Nam": "VN", "Vietnam": "VN", "Dominican Republic": "DO", "Dominica": "DM",
		"Niger": "NE", "Nigeria": "NG", "Guinea": "GN", "Guinea-Bissau": "GW", "Australia": "AU", "Slovakia": "SK", "Slovenia": "SI", "Ireland": "IE", "Brasil": "BR", "ATF": "TF", "North Macedonia": "MK", "Macedonia": "MK", "Canary Islands": "ES",
	} {
		got, ok := Code(name)
		require.True(t, ok, name)
		require.Equal(t, want, got, name)
	}
}

func TestWhatIsNoCountryOrSeveralIsUnknown(t *testing.T) {
	for _, name := range []string{"", " ", "-", "Congo", "Virgin Islands", "Atlantis", "EU", "Europe", "UN", "AC", "ZZ", "QQ", "AN", "SU", "DD", "001", "Germ", "de-DE", "n/a", "\xff"} {
		got, ok := Code(name)
		require.False(t, ok, "%q is %s", name, got)
		require.Empty(t, got)
	}
}

func TestEveryCountryIsFoundByItsCodesAndItsEnglishName(t *testing.T) {
	require.Len(t, known(), 249+1, "ISO's and Kosovo")
	for _, r := range known() {
		for _, name := range []string{r.String(), r.ISO3(), display.English.Regions().Name(r)} {
			got, ok := Code(name)
			require.True(t, ok, name)
			require.Equal(t, r.String(), got, name)
		}
	}
}

// A name that is a country's own in one language and another's in a second would be lost in both.
func TestNoCommonNameIsAmbiguous(t *testing.T) {
	var lost []string
	for key, code := range codes() {
		if code == "" {
			lost = append(lost, key)
		}
	}
	require.ElementsMatch(t, []string{fold.Key("Congo"), fold.Key("Virgin Islands")}, lost)
}

func TestCodeAllocatesNothing(t *testing.T) {
	require.Zero(t, testing.AllocsPerRun(100, func() { Code("Vereinigtes Königreich") }))
}

func FuzzCode(f *testing.F) {
	for _, seed := range []string{"Germany", "Österreich", "中国大陆", "U.S.", "Congo", "\xff\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if code, ok := Code(name); ok != (len(code) == 2) {
			t.Fatalf("%q is %q, %t", name, code, ok)
		}
	})
}
