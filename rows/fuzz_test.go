package rows_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/rows"
)

// FuzzReadRows looks for input that makes the reader panic or lose its place, and for rows that
// are not the same after a trip through the failures file.
func FuzzReadRows(f *testing.F) {
	f.Add([]byte("number,tag\nAB12345,\"x\ny\"\nAB12346,\"z\n"))
	f.Add([]byte("\ufeffTracking No;Zip\r\nAB12345;01234;;\r\n"))
	f.Add([]byte("{\"number\":\"AB12345\"}\n{\n"))
	f.Add([]byte("AB12345\n1.2E+17\n\n\xff\n"))
	f.Add([]byte("number|payload\n|{}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		reader, err := rows.Open(bytes.NewReader(text), rows.Options{})
		if err != nil {
			return
		}
		var out strings.Builder
		failures := rows.NewFailures(&out, reader.Layout())
		last := 0
		var good []string
		for row, err := range reader.All() {
			require.NoError(t, err)
			require.Greater(t, row.Line, last)
			require.NotEmpty(t, row.Raw)
			last = row.Line
			if row.Err != nil {
				require.Equal(t, row.Line, row.Err.Line)
				continue
			}
			require.NotEmpty(t, row.Entry.Number)
			good = append(good, row.Entry.TaskID("register"))
			require.NoError(t, failures.Write(row, rows.Verdict{Message: "m"}))
		}
		require.LessOrEqual(t, last, bytes.Count(text, []byte("\n"))+1)
		require.NoError(t, failures.Flush())
		if len(good) > 0 {
			require.Equal(t, good, numbersOf(t, out.String()))
		}
	})
}

func numbersOf(t *testing.T, text string) []string {
	var ids []string
	for _, row := range read(t, text, rows.Options{Format: rows.CSV}) {
		require.Nil(t, row.Err, "%s", text)
		ids = append(ids, row.Entry.TaskID("register"))
	}
	return ids
}
