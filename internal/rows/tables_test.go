package rows_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/rows"
)

// TestATableReadsBackInEveryForm writes a table of entries in each form in which a file may come: it
// reads back as the same entries.
func TestATableReadsBackInEveryForm(outer *testing.T) {
	number := rapid.StringMatching(`[A-Z]{2}[0-9]{9}[A-Z]{2}|1Z[0-9A-F]{15}[0-9]|[1-9][0-9]{11}`)
	tag := rapid.StringMatching(`[a-zA-ZäöüÄÖÜß€][a-zA-Z äöü",;|.!?-]{0,20}[a-z]|`)
	heading := rapid.SampledFrom([]string{"number", "Tracking Number", "tracking_code", "Sendungsnummer", "Numéro de suivi"})
	rapid.Check(outer, func(t *rapid.T) {
		head := []string{heading.Draw(t, "heading"), "tag", "carrier"}
		var table [][]string
		var want []string
		for range rapid.IntRange(1, 150).Draw(t, "rows") {
			row := []string{number.Draw(t, "number"), tag.Draw(t, "tag"), rapid.SampledFrom([]string{"", "3011", "UPS"}).Draw(t, "carrier")}
			table = append(table, row)
			entry := map[string]any{"number": row[0]}
			if row[1] != "" {
				entry["tag"] = row[1]
			}
			if code := map[string]int{"3011": 3011, "UPS": 100002}[row[2]]; code > 0 {
				entry["carrier"] = code
			}
			text, err := json.Marshal(entry)
			require.NoError(t, err)
			want = append(want, string(text))
		}
		text := form{t: t, of: outer}.write(head, table)
		reader, err := rows.Open(strings.NewReader(text), rows.Options{Encoding: encodingOf(text)})
		require.NoError(t, err)
		i := 0
		for row, err := range reader.All() {
			require.NoError(t, err)
			require.Nil(t, row.Err)
			require.JSONEq(t, want[i], string(row.Entry.Payload))
			i++
		}
		require.Equal(t, len(want), i)
		require.NoError(t, reader.Close())
	})
}

// encodingOf names the encoding where the text does not tell it.
func encodingOf(text string) string {
	if strings.Contains(text, "\xe4") || strings.Contains(text, "\xfc") || strings.Contains(text, "\x80") || strings.ToValidUTF8(text, "") != text {
		if !strings.HasPrefix(text, "\xff\xfe") && !strings.HasPrefix(text, "PK") && strings.ToValidUTF8(text, "") != text {
			return "windows-1252"
		}
	}
	return ""
}

// form is one that is drawn.
type form struct {
	t  *rapid.T
	of testing.TB
}

// write writes a table.
func (f form) write(head []string, table [][]string) string {
	switch form := rapid.SampledFrom([]string{"csv", "ndjson", "array", "pretty", "held", "xlsx"}).Draw(f.t, "form"); form {
	case "csv":
		return f.csv(head, table)
	case "xlsx":
		all := row(head...)
		for _, cells := range table {
			all += row(cells...)
		}
		return parts{sheet: all}.zipped(f.of)
	default:
		return f.json(form, head, table)
	}
}

func (f form) csv(head []string, table [][]string) string {
	t := f.t
	var out strings.Builder
	w := csv.NewWriter(&out)
	w.Comma = rapid.SampledFrom([]rune{',', ';', '\t', '|'}).Draw(t, "separator")
	require.NoError(t, w.WriteAll(append([][]string{head}, table...)))
	text := strings.ReplaceAll(out.String(), "\n", rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "end"))
	text = rapid.SampledFrom([]string{"", "Report of May\n", "\n\n", "sep=" + string(w.Comma) + "\n"}).Draw(t, "above") + text
	switch rapid.SampledFrom([]string{"utf-8", "mark", "utf-16", "windows-1252"}).Draw(t, "encoding") {
	case "mark":
		return "\ufeff" + text
	case "utf-16":
		return utf16(f.of, text, true, true)
	case "windows-1252":
		encoded, err := charmap.Windows1252.NewEncoder().String(text)
		require.NoError(t, err)
		return encoded
	}
	return text
}

func (f form) json(kind string, head []string, table [][]string) string {
	t := f.t
	var objects []string
	for _, cells := range table {
		object := map[string]any{}
		for i, cell := range cells {
			if cell != "" || i == 2 { // an empty text stays one in an entry, save that no carrier is none
				object[head[i]] = cell
			}
		}
		text, err := json.Marshal(object)
		if kind == "pretty" {
			text, err = json.MarshalIndent(object, "", "  ")
		}
		require.NoError(t, err)
		objects = append(objects, string(text))
	}
	switch kind {
	case "array":
		return "[" + strings.Join(objects, ",\n") + "]"
	case "held":
		return `{"page":{"next":null},"trackers":[` + strings.Join(objects, ",") + `],"more":false}`
	}
	return strings.Join(objects, "\n") + "\n"
}
