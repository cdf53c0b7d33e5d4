package rows_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/trackreg/trackreg/internal/rows"
)

// utf16 encodes a text.
func utf16(t testing.TB, text string, littleEndian, mark bool) string {
	t.Helper()
	order, policy := unicode.BigEndian, unicode.IgnoreBOM
	if littleEndian {
		order = unicode.LittleEndian
	}
	if mark {
		policy = unicode.UseBOM
	}
	out, err := unicode.UTF16(order, policy).NewEncoder().String(text)
	require.NoError(t, err)
	return out
}

func TestEncodings(t *testing.T) {
	const text = "number;Weight;Tag\nAB12345;x;München €\n"
	const want = `{"number":"AB12345","tag":"München €"}`
	windows, err := charmap.Windows1252.NewEncoder().String(text)
	require.NoError(t, err)
	for name, c := range map[string]struct{ text, encoding string }{
		"UTF-8":                        {text, ""},
		"UTF-8 with a mark":            {"\ufeff" + text, ""},
		"a mark goes before the name":  {"\ufeff" + text, "windows-1252"},
		"UTF-8 by name":                {text, "UTF-8"},
		"UTF-16 with a mark":           {utf16(t, text, true, true), ""},
		"UTF-16 with a mark, BE":       {utf16(t, text, false, true), ""},
		"UTF-16 goes before the name":  {utf16(t, text, false, true), "utf-8"},
		"UTF-16 by name":               {utf16(t, text, true, false), "utf-16"},
		"UTF-16 by name, BE":           {utf16(t, text, false, false), "utf-16"},
		"UTF-16 by name and by a mark": {utf16(t, text, true, true), "utf-16"},
		"Windows-1252":                 {windows, "windows-1252"},
	} {
		reader, err := rows.Open(strings.NewReader(c.text), rows.Options{Encoding: c.encoding})
		require.NoError(t, err, name)
		got, err := reader.Read()
		require.NoError(t, err, name)
		require.Nil(t, got.Err, name)
		require.Equal(t, want, string(got.Entry.Payload), name)
		require.Equal(t, !strings.HasPrefix(name, "UTF-8") || strings.Contains(name, "mark"), reader.Layout().ByteOrderMark, name)
	}
	_, err = rows.Open(strings.NewReader(text), rows.Options{Encoding: "klingon"})
	require.ErrorContains(t, err, `the encoding "klingon" is not known: utf-8, utf-16, windows-1250 to windows-1258`)
}

func TestBrokenEncodingCostsItsRowAlone(t *testing.T) {
	for name, c := range map[string]struct{ text, encoding, want string }{
		"CSV": {"number,tag\nAB12345,M\xfcnchen\nAB12346,x\n", "utf-8",
			`line 2: tag "M` + "\ufffd" + `nchen" is not valid UTF-8: save the source in UTF-8, or name what it is in (encoding), as windows-1252`},
		"NDJSON": {"{\"number\":\"AB12345\",\"tag\":\"M\xfcnchen\"}\n{\"number\":\"AB12346\"}\n", "utf-8",
			"is not valid UTF-8: save the source in UTF-8, or name what it is in (encoding), as windows-1252"},
		"lines":        {"AB12345\xfc\nAB12346\n", "utf-8", "line 1: number \"AB12345\ufffd\" is not valid UTF-8"},
		"UTF-16":       {utf16(t, "number,tag\nAB12345,", true, true) + "\x00\xd8" + utf16(t, "x\nAB12346,y\n", true, false), "", "is not valid utf-16: save the source in UTF-8, or name what it is in (encoding)"},
		"Windows-1252": {"number,tag\nAB12345,\x81\nAB12346,x\n", "windows-1252", "is not valid windows-1252"},
	} {
		o := rows.Options{Encoding: c.encoding}
		if name == "lines" {
			o.Format = rows.Lines
		}
		all := read(t, c.text, o)
		require.Len(t, all, 2, name)
		require.ErrorContains(t, all[0].Err, c.want, name)
		require.Nil(t, all[1].Err, name)
		require.Equal(t, "AB12346", all[1].Entry.Number, name)
	}
}

func TestFailuresOfAnotherEncodingCanBeFedBack(t *testing.T) {
	o := rows.Options{Encoding: "windows-1252"}
	failed := fail(t, "number,tag\nAB12345,M\xfcnchen\n", o, verdict)
	require.Equal(t, []string{`{"number":"AB12345","tag":"München"}`}, told(read(t, failed, o)))
}
