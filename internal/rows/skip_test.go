package rows_test

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/rows"
)

// TestSkipPassesOverWhatReadWouldReturn goes on reading behind rows that were passed over, among
// them broken ones: it finds the same as who read all of them.
func TestSkipPassesOverWhatReadWouldReturn(t *testing.T) {
	pieces := []string{
		"AB12345", "1.2E+17", "", ",", "AB12345,x", "AB12345,\"x", "AB12345,\"x\ny\"", "y\"", "AB12345,x,y,z", "\"AB12345\"6,x",
		"AB12345,\xff", "AB12345;AB12346", "\"AB12345|AB12346\",x", strings.Repeat("x", 70_000), `{"number":"AB12345"}`, `{"number":`,
	}
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.SampledFrom([]string{"number,tag\n", "{}\n", "AB12345\n"}).Draw(rt, "first") +
			"AB12345,x\n" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(rt, "rows"), "\n")
		if rapid.Bool().Draw(rt, "XLSX") {
			text = sheetOf(t, text)
		}
		o := rows.Options{Encoding: "utf-8"}
		switch {
		case strings.HasPrefix(text, "AB"):
			o.Format = rows.Lines
		case !strings.HasPrefix(text, "{}"):
			o.Columns = map[string]string{"number": "number"}
		}
		all := read(t, text, o)
		n := rapid.IntRange(0, len(all)).Draw(rt, "skipped")
		reader, err := rows.Open(strings.NewReader(text), o)
		require.NoError(rt, err)
		defer reader.Close()
		require.NoError(rt, reader.Skip(int64(n)))
		for _, want := range all[n:] {
			got, err := reader.Read()
			require.NoError(rt, err)
			require.Equal(rt, want, got)
		}
		require.ErrorIs(rt, reader.Skip(1), io.EOF)
	})
}

// sheetOf makes an XLSX with a line of the text in each row.
func sheetOf(t *testing.T, text string) string {
	all := row("number")
	for line := range strings.Lines(strings.ToValidUTF8(text, "")) {
		all += row(strings.TrimSpace(strings.ReplaceAll(line, "\x01", "")))
	}
	return parts{sheet: all}.zipped(t)
}
