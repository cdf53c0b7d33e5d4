package carriers

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func ExampleTable_Code() {
	t := BuiltIn()
	fmt.Println(t.Code("dhl-express"))
	fmt.Println(t.Code("Oesterreichische Post"))
	fmt.Println(t.Code("Royal Male"))
	for _, c := range t.Nearest("Royal Male", 3) {
		fmt.Println("did you mean", c.Name, c.Code)
	}
	// Output:
	// 100001 true
	// 1161 true
	// 0 false
	// did you mean Royal Mail 11031
}

func TestCodeKnowsWhatShopsWrite(t *testing.T) {
	for name, want := range map[string]int{
		"DHL Express": 100001, "dhl-express": 100001, "DHL  EXPRESS®": 100001, "DHL\u00a0Express™": 100001, "dhl": 100001,
		"Österreichische Post": 1161, "Oesterreichische Post": 1161, "Osterreichische  post": 1161, "China Post": 3011, "CHINAPOST": 3011,
		"中国邮政": 3011, "UPS": 100002, "U.P.S.": 100002, "UPS Ground": 100002, "Correos España": 19181, "correos espana": 19181,
		"Česká pošta": 3221, "Почта России": 18031, "J&T Express (ID)": 100074, "JT Express ID": 100074, "4px": 190094, "ไปรษณีย์ไทย": 20041,
		"La Poste (Colissimo)": 6051, "Yamato (ヤマト運輸)": 100062, "cainiao_standard": 190271, "Fed Ex": 100003, "Colis Prive": 100027,
	} {
		got, ok := BuiltIn().Code(name)
		require.True(t, ok, name)
		require.Equal(t, want, got, name)
	}
	for _, name := range []string{"", " ", "®", "Royal Male", "Post", "Express", "DHL Express Saver", "3011", "\xff", strings.Repeat("dhl ", 100)} {
		got, ok := BuiltIn().Code(name)
		require.False(t, ok, "%s is %d", name, got)
		require.Zero(t, got)
	}
}

func TestEveryBuiltInNameLeadsToItsCarrier(t *testing.T) {
	require.Empty(t, BuiltIn().shared, "no built-in name is ambiguous")
	require.Equal(t, 136, BuiltIn().Len())
	for _, c := range BuiltIn().Find("") {
		require.Positive(t, c.Code)
		require.Len(t, c.Country, 2, c.Name)
		for _, name := range append([]string{c.Name, strings.ToUpper(c.Name)}, c.Aliases...) {
			code, ok := BuiltIn().Code(name)
			require.True(t, ok, name)
			require.Equal(t, c.Code, code, name)
		}
		same, ok := BuiltIn().ByCode(c.Code)
		require.True(t, ok)
		require.Equal(t, c, same)
	}
	_, ok := BuiltIn().ByCode(1)
	require.False(t, ok)
}

func TestANameOfTwoCarriersIsUnknownAndNearestNamesBoth(t *testing.T) {
	table := newTable([]entry{
		{Carrier: Carrier{Code: 2, Name: "Kerry (TW)", Aliases: []string{"Kerry"}}, translated: []string{"嘉里", "Toll"}},
		{Carrier: Carrier{Code: 1, Name: "Kerry (TH)", Aliases: []string{"KERRY"}}, translated: []string{"嘉里"}},
		{Carrier: Carrier{Code: 3, Name: "kerry", Aliases: []string{"kerry", ""}}},
		{Carrier: Carrier{Code: 4, Name: "Toll", Aliases: []string{"Toll Group"}}},
	})
	for name, want := range map[string][]int{"Kerry": {3, 1, 2}, "嘉里": {1, 2}} {
		_, ok := table.Code(name)
		require.False(t, ok, name)
		require.Equal(t, want, codes(table.Nearest(name, 3)), name)
	}
	code, ok := table.Code("Toll")
	require.True(t, ok, "another's translated name makes no carrier's own ambiguous")
	require.Equal(t, 4, code)
	c, _ := table.ByCode(2)
	require.Equal(t, []string{"Kerry", "嘉里", "Toll"}, c.Aliases)
	c, _ = table.ByCode(3)
	require.Equal(t, []string{}, c.Aliases, "the name itself is no alias")
}

func TestNearest(t *testing.T) {
	for name, want := range map[string]string{
		"Royal Male": "Royal Mail", "Royal Mail 24": "Royal Mail", "DHL Freight": "DHL Express", "UPS Standard Saver": "UPS",
		"Fedx": "FedEx", "Chronopst": "Chronopost", "Posten": "Norway Post", "Hermess": "Hermes", "Deutche Post": "Deutsche Post Mail",
		"PostNordSverige": "PostNord Sweden", "顺风速运": "SF Express", "Evri (UK)": "EVRi", "DPD Predict": "DPD (DE)", "GLS France": "GLS",
	} {
		near := BuiltIn().Nearest(name, 3)
		require.NotEmpty(t, near, name)
		require.LessOrEqual(t, len(near), 3)
		require.Equal(t, want, near[0].Name, name)
	}
	for _, name := range []string{"", "-", "Xylophone", "Unknown", "Unknown Shipping Co Ltd", "XX", "Express", "n/a", "abholung", "Foo Express", "Foo Logistics", "Spain", "Post International"} {
		require.Empty(t, BuiltIn().Nearest(name, 3), name)
	}
	require.Empty(t, BuiltIn().Nearest("DHL", 0))
}

func TestFind(t *testing.T) {
	for words, want := range map[string][]string{
		"china post":  {"China Post"},
		"dhl de":      {"DHL Paket", "DHL Express", "DHL eCommerce US", "DHL eCommerce CN", "DHL eCommerce Asia"},
		"3011":        {"China Post"},
		"oesterr":     {"Austrian Post"},
		"österr":      {"Austrian Post"},
		"USPS":        {"USPS"},
		"邮政 ems":      {"China EMS"},
		"correos 西班牙": {"Correos Spain", "Correos Express"},
		"dhl xyz":     nil,
	} {
		var got []string
		for _, c := range BuiltIn().Find(words) {
			got = append(got, c.Name)
		}
		require.Equal(t, want, got, words)
	}
	require.Equal(t, "DHL Express", BuiltIn().Find("dhl")[0].Name, "who is called so comes first")
	require.Equal(t, "Deutsche Post Mail", BuiltIn().Find("germany post")[0].Name)
	require.Len(t, BuiltIn().Find(" "), BuiltIn().Len())
}

func TestNeedsAreFieldsOfAnEntry(t *testing.T) {
	for code, want := range map[int][]string{
		100005: {"destination_postal_code"},
		14041:  {"destination_country", "destination_postal_code"},
		190766: {"phone_number_last_4"},
		101003: {"phone_number"},
		100436: {"special_tracking_info"},
		100431: {"destination_postal_code", "destination_city", "destination_country", "shipper", "consignee"},
		100842: {"destination_country"},
		3011:   nil,
	} {
		require.Equal(t, want, BuiltIn().Needs(code), code)
	}
	require.Len(t, needed(), 41)
	for code, fields := range needed() {
		require.Positive(t, code)
		require.NotEmpty(t, fields, code)
		require.NotContains(t, fields, "", code)
	}
}

func TestCodeAllocatesNothing(t *testing.T) {
	for _, name := range []string{"dhlexpress", "DHL Express", "Österreichische Post"} {
		require.Zero(t, testing.AllocsPerRun(100, func() { BuiltIn().Code(name) }), name)
	}
}

func BenchmarkCode(b *testing.B) {
	table := BuiltIn()
	for _, name := range []string{"dhlexpress", "DHL Express", "Österreichische Post", "no such carrier"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				table.Code(name)
			}
		})
	}
}

func FuzzCode(f *testing.F) {
	for _, seed := range []string{"DHL Express®", "Österreichische Post", "中国邮政", "\xff", "Kerry Express"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		code, ok := BuiltIn().Code(name)
		near := BuiltIn().Nearest(name, 2)
		if len(near) > 2 || ok && (len(near) == 0 || near[0].Code != code) {
			t.Fatalf("%q is %d, and near to %v", name, code, near)
		}
	})
}

func codes(of []Carrier) []int {
	var all []int
	for _, c := range of {
		all = append(all, c.Code)
	}
	return all
}
