package rows

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// Format is how rows are written.
type Format string

// The formats.
const (
	Auto   Format = ""       // found out by the name and the first bytes
	CSV    Format = "csv"    // cells under a header
	NDJSON Format = "ndjson" // a JSON object a line
	XLSX   Format = "xlsx"   // a sheet of a workbook, cells under a header
	Lines  Format = "lines"  // a tracking number a line
)

// ErrFormat is wrapped by the errors of Open about input that is in no format it reads.
var ErrFormat = errors.New("not a format that can be read")

// endings are the formats by the ending of a name. A .txt may hold anything.
var endings = map[string]Format{".csv": CSV, ".tsv": CSV, ".tab": CSV, ".ndjson": NDJSON, ".jsonl": NDJSON, ".json": NDJSON}

// foreign are the first bytes of files that are often given and are none of ours.
var foreign = []struct{ magic, mend string }{
	{"\xd0\xcf\x11\xe0", "is an old spreadsheet, or one with a password: save it as XLSX without one, or as CSV"},
	{"BZh91AY&SY", "is packed with bzip2: unpack it, or pack it with gzip or zstd"},
	{"\xfd7zXZ", "is packed with xz: unpack it, or pack it with gzip or zstd"},
	{"%PDF", "is a PDF: it needs CSV, XLSX, NDJSON or one number a line"},
}

// detect finds out the format by the input's beginning, which has no byte order mark any more.
func detect(o Options, head []byte) (Format, error) {
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return "", fmt.Errorf("%w: the input %s", ErrFormat, f.mend)
		}
	}
	first, _, _ := bytes.Cut(bytes.TrimLeft(head, " \t\r\n"), []byte("\n"))
	if bytes.IndexByte(first, 0) >= 0 {
		return "", fmt.Errorf("%w: the input holds zero bytes, as UTF-16 does: save it in UTF-8, or name utf-16 by the setting encoding", ErrFormat)
	}
	if o.Format != Auto {
		return o.Format, nil
	}
	format := endings[strings.ToLower(filepath.Ext(UnpackedName(o.Name)))]
	switch {
	case bytes.HasPrefix(first, []byte("[")) && format != CSV:
		return "", fmt.Errorf("%w: the input is a JSON array: write one object a line, as jq -c '.[]' does", ErrFormat)
	case format == NDJSON || format == "" && bytes.HasPrefix(first, []byte("{")):
		return NDJSON, nil
	case len(o.Columns) > 0 || o.NewerThan.Column != "" || looksLikeHeader(string(first), o.Comma):
		return CSV, nil
	default:
		return Lines, nil
	}
}

// looksLikeHeader tells a CSV's first line from a tracking number: it has several cells, or the
// only one names a field.
func looksLikeHeader(line string, comma byte) bool {
	if comma == 0 {
		comma = findComma(line)
	}
	cells, _ := splitRecord(strings.TrimSuffix(line, "\r"), comma)
	return len(cells) > 1 || fieldOf(cells[0]) != ""
}
