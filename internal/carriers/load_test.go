package carriers

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// whole is a list as the vendor publishes it: the carriers that are built in, and others up to n.
func whole(n int) []byte {
	var list []map[string]any
	for _, c := range BuiltIn().list {
		list = append(list, map[string]any{"key": c.Code, "_country": 301, "_country_iso": c.Country, "_name": c.Name, "_url": "https://example.com/", "_tel": nil})
	}
	for i := len(list); i < n; i++ {
		list = append(list, map[string]any{"key": 500_000 + i, "_country_iso": "", "_name": fmt.Sprintf("Carrier %d", i), "_name_zh-cn": fmt.Sprintf("承运商 %d", i), "_name_zh-hk": nil})
	}
	text, _ := json.Marshal(list)
	return text
}

func write(t *testing.T, path string, text []byte) string {
	t.Helper()
	require.NoError(t, os.WriteFile(path, text, 0o600))
	return path
}

func TestBeside(t *testing.T) {
	require.Equal(t, filepath.FromSlash("/etc/trackreg/trackreg-carriers.json"), Beside("/etc/trackreg/trackreg.yaml"))
	require.Equal(t, "trackreg-carriers.json", Beside("./trackreg.yaml"))
	require.Equal(t, "trackreg-carriers.json", Beside(""))
}

func TestLoadJoinsTheVendorsListWithTheAliases(t *testing.T) {
	path := filepath.Join(t.TempDir(), listFile)
	table, err := Load(path)
	require.NoError(t, err)
	require.Same(t, BuiltIn(), table, "no list is there")

	write(t, path, []byte("\ufeff"+`[
		{"key":3011,"_country":301,"_country_iso":"cn","_email":null,"_name":"China Post (new)","_name_zh-cn":"中国邮政","_name_zh-hk":"中國郵政"},
		{"code":"100001","name":"DHL","countryIso":"","extra":{"a":[1]}},
		{"key":555,"_name":"Österpost","_country_iso":7}
	]`))
	table, err = Load(path)
	require.NoError(t, err)
	require.Equal(t, 3, table.Len())
	for name, want := range map[string]int{"China Post": 3011, "china post new": 3011, "ChinaPost": 3011, "中國郵政": 3011, "DHL Express": 100001, "oesterpost": 555} {
		got, ok := table.Code(name)
		require.True(t, ok, name)
		require.Equal(t, want, got, name)
	}
	_, ok := table.Code("UPS")
	require.False(t, ok, "the vendor knows it no more")
	c, ok := table.ByCode(3011)
	require.True(t, ok)
	require.Equal(t, Carrier{3011, "China Post (new)", "CN", []string{"China Post", "ChinaPost", "Chinapost Registered", "中国邮政", "中國郵政"}}, c)
	c, _ = table.ByCode(555)
	require.Equal(t, Carrier{555, "Österpost", "", []string{}}, c)
}

func brokenLists() map[string]string {
	return map[string]string{
		"":                               "does not begin as a JSON array",
		"<html>":                         "does not begin as a JSON array",
		`{"data":[]}`:                    "does not begin as a JSON array",
		`[1]`:                            "carrier 1 of it: it is no JSON object",
		`[null]`:                         "carrier 1 of it: it is no JSON object",
		`[{"key":1,"_name":"A"},{"key":`: "carrier 2 of it: unexpected EOF",
		`[{"key":1,"_name":"A"}`:         "it is cut off after carrier 1",
		`[{"key":1,"_name":"A"}] []`:     "something follows the end of it",
		`[{"_name":"A"}]`:                "its key is no positive integer",
		`[{"key":0,"_name":"A"}]`:        "its key is no positive integer",
		`[{"key":-5,"_name":"A"}]`:       "its key is no positive integer",
		`[{"key":1.5,"_name":"A"}]`:      "its key is no positive integer",
		`[{"key":"x","_name":"A"}]`:      "its key is no positive integer",
		`[{"key":1,"_name":" "}]`:        "carrier 1 has no _name",
		`[{"key":1,"_name":"A"},{"key":"1","_name":"B"}]`:              "two carriers of it have the code 1",
		`[{"key":1,"_name":"` + strings.Repeat("a", mostOfOne) + `"}]`: "it has more than 16384 bytes",
		manyCarriers(mostCarriers + 1):                                 "it has more than 50000 carriers",
		"[" + strings.Repeat(" ", mostBytes):                           "it is larger than 16 MiB",
	}
}

func manyCarriers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `%c{"key":%d,"name":"c"}`, "[,"[min(i, 1)], i+1)
	}
	return b.String() + "]"
}

func TestAListThatCannotBeUsedIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), listFile)
	for text, says := range brokenLists() {
		write(t, path, []byte(text))
		_, err := Load(path)
		require.ErrorContains(t, err, says)
		require.ErrorContains(t, err, path)
		require.ErrorContains(t, err, "trackreg carriers update")
	}
	_, err := Load(t.TempDir())
	require.Error(t, err, "a folder")
}

func FuzzVendorList(f *testing.F) {
	f.Add(whole(3)[:2000])
	for text := range brokenLists() {
		f.Add([]byte(text[:min(len(text), 200)]))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		entries, err := vendorList(text)
		if err != nil {
			return
		}
		for _, e := range entries {
			if c, ok := newTable(entries).ByCode(e.Code); !ok || c.Name == "" || c.Code <= 0 {
				t.Fatalf("%s holds %+v", text, c)
			}
		}
	})
}
