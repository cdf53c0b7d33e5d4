package fold

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestKeyLeavesLettersAndDigits(t *testing.T) {
	for text, want := range map[string]string{
		"dhlexpress":         "dhlexpress",
		"DHL Express":        "dhlexpress",
		"dhl-express":        "dhlexpress",
		"DHL\u00a0 EXPRESS®": "dhlexpress",
		"DHL™ Express\u200b": "dhlexpress",
		"\ufeffＤＨＬ　Ｅｘｐｒｅｓｓ":       "dhlexpress",
		"Österreichische Post":    "osterreichischepost",
		"O\u0308sterreichische":   "osterreichische",
		"Česká pošta":             "ceskaposta",
		"Poczta Łódź, GROẞE Ærø":  "pocztalodzgrosseaero",
		"ﬁnland":                  "finland",
		"İstanbul ılık":           "istanbulilik",
		"J&T Express (ID)":        "jtexpressid",
		"中国邮政 EMS":                "中国邮政ems",
		"НОВАЯ ПОЧТА":             "новаяпочта",
		"ไปรษณีย์ไทย":             "ไปรษณีย์ไทย",
		"２０２６年 4PX":               "2026年4px",
		"broken \xff bytes\xc3":   "brokenbytes",
		"":                        "",
		" -–—®™ \t\u200d\u00ad ·": "",
	} {
		require.Equal(t, want, Key(text), text)
	}
}

func TestComposedAndDecomposedTextHaveOneKey(t *testing.T) {
	for composed, decomposed := range map[string]string{"é": "e\u0301", "が": "か\u3099", "й": "и\u0306"} {
		require.Equal(t, Key(composed), Key(decomposed))
	}
}

func TestAppendAllocatesNothingWhereThereIsRoom(t *testing.T) {
	buffer := make([]byte, 0, 64)
	for _, text := range []string{"dhlexpress", "DHL Express", "Österreichische Post", "中国邮政"} {
		require.Zero(t, testing.AllocsPerRun(100, func() { Append(buffer, text) }), text)
	}
	require.Equal(t, "a-b", string(Append([]byte("a-"), "B")))
}

func TestSpellings(t *testing.T) {
	for name, want := range map[string][]string{
		"DHL":              {"dhl"},
		"Österreich":       {"osterreich", "oesterreich"},
		"O\u0308sterreich": {"osterreich", "oesterreich"},
		"Åland":            {"aland", "aaland"},
		"Türkiye":          {"turkiye", "tuerkiye"},
		"Große":            {"grosse"},
		"España":           {"espana"},
	} {
		require.Equal(t, want, Spellings(name), name)
	}
}

func TestWords(t *testing.T) {
	require.Equal(t, []string{"dhl", "ecommerce", "us"}, Words("DHL eCommerce-US®"))
	require.Equal(t, []string{"osterreichische", "post"}, Words(" Österreichische\u00a0Post "))
	require.Equal(t, []string{"ไปรษณีย์ไทย"}, Words("ไปรษณีย์ไทย"))
	require.Empty(t, Words(" ®, -"))
}

func FuzzKey(f *testing.F) {
	for _, seed := range []string{"DHL Express®", "Österreichische Post", "中国邮政", "é\u0301\xff", "ﷺ", "ǅ", "ß", "한국", "℡№", "İ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key := Key(text)
		if !utf8.ValidString(key) {
			t.Fatalf("the key of %q is not UTF-8: %q", text, key)
		}
		if again := Key(key); again != key {
			t.Fatalf("the key of %q is %q, and of that it is %q", text, key, again)
		}
	})
}
