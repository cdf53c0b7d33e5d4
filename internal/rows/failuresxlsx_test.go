package rows_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/rows"
)

func TestTheNameOfAFileOfFailuresSaysItsFormat(t *testing.T) {
	for name, want := range map[string]rows.Format{
		"mend.xlsx": rows.XLSX, "a/b.XLSX": rows.XLSX, "mend.csv": rows.CSV, "mend": rows.CSV, ".xlsx": rows.CSV, "-": rows.CSV, "": rows.CSV, "mend.xlsx.gz": rows.CSV,
	} {
		require.Equal(t, want, rows.FailuresFormat(name), name)
	}
}

func TestAnXLSXWithoutFailuresHasItsHeader(t *testing.T) {
	var out strings.Builder
	require.NoError(t, rows.NewFailures(&out, rows.Layout{Format: rows.XLSX, Header: []string{"number", "Zip"}}).Flush())
	file, err := excelize.OpenReader(strings.NewReader(out.String()))
	require.NoError(t, err)
	table, err := file.GetRows("Failures")
	require.NoError(t, err)
	require.Equal(t, [][]string{{"number", "Zip", "code", "message", "remedy", "line", "_mends"}}, table)
	require.NoError(t, file.Close())
}

// TestEveryCellComesBack writes tables as failures in either format, as often as one may mend them,
// and reads them again.
func TestEveryCellComesBack(t *testing.T) {
	hard := rapid.OneOf(
		rapid.String(),
		rapid.StringMatching(`['=+@ 0-9.,eE-]{0,20}`),
		rapid.StringMatching(`(_x[0-9A-Fa-f]{2,5}_?){1,4}[\x00-\x08]?`),
		rapid.SampledFrom([]string{"=SUM(A1)", "+49 170 1234567", "01234", "12345678901234567890", "a;\"b\"\nc", "'s-Hertogenbosch", "'", "_x0041_", "_x000D_", "\ufeff", "\uffff"}),
	)
	// What is not meant here: the end of a line is \n in a CSV, zero bytes make none, and a cell of blanks is empty.
	cell := hard.Filter(func(s string) bool {
		return !strings.ContainsAny(s, "\r\x00") && (s == "" || strings.TrimSpace(s) != "")
	})
	rapid.Check(t, func(t *rapid.T) {
		format := rapid.SampledFrom([]rows.Format{rows.CSV, rows.XLSX}).Draw(t, "format")
		width := rapid.IntRange(1, 4).Draw(t, "width")
		header := append([]string{"number"}, rapid.SliceOfN(cell, width, width).Draw(t, "header")...)
		table := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 6).Draw(t, "table")
		layout := rows.Layout{Header: header, Comma: rapid.SampledFrom([]byte(",;\t|")).Draw(t, "comma"), Format: format, ByteOrderMark: true}
		for range 2 {
			var out strings.Builder
			failures := rows.NewFailures(&out, layout)
			for i, cells := range table {
				row := rows.Row{Line: i + 2, Raw: append([]string{"AB12345"}, cells...)}
				require.NoError(t, failures.Write(row, rows.Verdict{Code: -1, Message: "=m"}))
			}
			require.NoError(t, failures.Flush())
			reader, err := rows.Open(strings.NewReader(out.String()), rows.Options{Format: format, Columns: map[string]string{"number": "number"}})
			require.NoError(t, err)
			require.Equal(t, header, reader.Layout().Own())
			for _, cells := range table {
				row, err := reader.Read()
				require.NoError(t, err)
				require.Equal(t, append([]string{"AB12345"}, cells...), row.Raw[:width+1])
			}
			require.NoError(t, reader.Close())
			layout.Header = reader.Header()
		}
	})
}
