package rows_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/columns"
	"github.com/trackreg/trackreg/queue"
)

// FuzzReadRows looks for input that makes the reader panic or lose its place, and for rows that
// are not the same after a trip through the failures file.
func FuzzReadRows(f *testing.F) {
	f.Add([]byte("number,tag\nAB12345,\"x\ny\"\nAB12346,\"z\n"), "")
	f.Add([]byte("\ufeffTracking No;Zip\r\nAB12345;01234;;\r\n"), "")
	f.Add([]byte("{\"number\":\"AB12345\"}\n{\n"), "")
	f.Add([]byte("AB12345\n1.2E+17\n\n\xff\n"), "")
	f.Add([]byte("number|payload\n|{}\n"), "")
	f.Add([]byte("Report\nsep=;\nOrder;Tracking\rNo;Number\nA1;\"RR100000001CN,RR100000002CN\"\r"), "")
	f.Add([]byte("[{\"number\":\"AB12345\"},\n{\"tracking_code\":\"='AB12346\"}]"), "")
	f.Add([]byte("{\"a\":{\"b\":[{\"number\":\"AB12345\"}]}}"), "")
	f.Add([]byte("Tracking no\tTitle\nRR100000011CN\t\"as is\nRR100000012CN\tend\"\n"), "")
	f.Add([]byte("Tracking Number\nhttps://t.example/RR100000011CN\n9400 1000 0000 0000\n"), "")
	f.Add([]byte("number\ttag\nAB12345\t\x80\x81\n"), "windows-1252")
	f.Add([]byte(utf16(f, "number,tag\nAB12345,x\n", true, true)), "")
	f.Add([]byte(utf16(f, "AB12345\n", false, false)), "utf-16")
	f.Add([]byte(packings["gzip"](f, "number\nAB12345\n")), "")
	f.Add([]byte(packings["zstd"](f, "number\nAB12345\n")), "")
	f.Add([]byte(parts{sheet: row("number") + row("AB12345")}.zipped(f)), "")
	f.Fuzz(func(t *testing.T, text []byte, encoding string) {
		reader, err := rows.Open(bytes.NewReader(text), rows.Options{Encoding: encoding, MostUnpacked: 1 << 20})
		if err != nil {
			return
		}
		last, numbers := roundTrip(t, reader)
		if reader.Packed() || encoding != "" || !utf8.Valid(text) {
			return
		}
		require.LessOrEqual(t, last, bytes.Count(text, []byte("\n"))+bytes.Count(text, []byte("\r"))+1)
		if reader.Format() != rows.CSV && reader.Format() != rows.Lines {
			return // JSON may write a character in several ways
		}
		stands := strings.ReplaceAll(lettersOf(string(text)), "-", "")
		for _, number := range numbers {
			require.Contains(t, stands, strings.ReplaceAll(number, "-", ""), "no number is made up")
		}
	})
}

// lettersOf leaves of a text what may stand in a number.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range []rune{'０', '٠', '۰'} {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, text)
}

// FuzzReadXLSX does the same with what stands in a workbook.
func FuzzReadXLSX(f *testing.F) {
	f.Add(row("number", "tag")+row("AB12345", "x"), "", "")
	f.Add(row("number", "ship date")+`<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" s="1"><v>46054.5</v></c></row>`,
		`<si><r><t>AB</t></r><r><t>12345_x000D_</t></r><rPh><t>x</t></rPh></si>`, `<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>`)
	f.Add(row("number")+`<row><c t="e"><f>A1</f><v>#N/A</v></c></row><row><c><v>1.2E+17</v></c></row><row><c t="b"><v>1</v></c></row>`,
		``, `<numFmts><numFmt numFmtId="170" formatCode="000"/></numFmts>`)
	f.Fuzz(func(t *testing.T, sheet, texts, styles string) {
		reader, err := rows.Open(strings.NewReader(parts{sheet: sheet, texts: texts, styles: styles}.zipped(t)), rows.Options{})
		if err == nil {
			roundTrip(t, reader)
		}
	})
}

// roundTrip reads all rows, and those that are good again from a failures file. It returns the
// last row's line, and the numbers of the good ones.
func roundTrip(t *testing.T, reader *rows.Reader) (last int, numbers []string) {
	defer func() { require.NoError(t, reader.Close()) }()
	var out strings.Builder
	failures := rows.NewFailures(&out, reader.Layout())
	var good []string
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if (reader.Packed() || reader.Format() == rows.JSON) && err != nil {
			break // its data may be cut off or damaged anywhere
		}
		require.NoError(t, err)
		require.GreaterOrEqual(t, row.Line, last)
		require.NotEmpty(t, row.Raw)
		last = row.Line
		if row.Err != nil {
			require.Equal(t, row.Line, row.Err.Line)
			continue
		}
		require.True(t, queue.IsNumber(row.Entry.Number), row.Entry.Number)
		numbers = append(numbers, row.Entry.Number)
		good = append(good, row.Entry.TaskID("register"))
		require.NoError(t, failures.Write(row, rows.Verdict{Message: "m"}))
	}
	require.NoError(t, failures.Flush())
	if len(good) > 0 {
		require.Equal(t, good, numbersOf(t, out.String(), reader.Layout()))
	}
	return last, numbers
}

func numbersOf(t *testing.T, text string, layout rows.Layout) []string {
	o := rows.Options{Format: rows.CSV}
	if layout.Number > 0 && len(layout.Header) > 0 && layout.Header[layout.Number-1] != columns.Payload {
		o.Columns = map[string]string{"number": columns.Letter(layout.Number - 1)}
		for _, heading := range layout.Header {
			if columns.Same(heading, o.Columns["number"]) {
				return nil // the letter is a heading
			}
		}
	}
	var ids []string
	for _, row := range read(t, text, o) {
		require.Nil(t, row.Err, "%s", text)
		ids = append(ids, row.Entry.TaskID("register"))
	}
	return ids
}
