package rows

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/trackreg/trackreg/internal/rows/columns"
)

// Format is how rows are written.
type Format string

// The formats.
const (
	Auto   Format = ""       // found out by the content
	CSV    Format = "csv"    // cells under a header
	NDJSON Format = "ndjson" // a JSON object a line
	JSON   Format = "json"   // an array of objects, an object that holds one, or objects over several lines
	XLSX   Format = "xlsx"   // a sheet of a workbook, cells under a header
	Lines  Format = "lines"  // a tracking number a line
)

// ErrFormat is wrapped by the errors of Open about input that is in no format it reads.
var ErrFormat = errors.New("not a format that can be read")

// ErrNoRows is wrapped by the errors of Open about input in which there is no row.
var ErrNoRows = errors.New("there is nothing to read")

// endings are the formats that the ending of a name claims. A .txt may hold anything.
var endings = map[string]Format{
	".csv": CSV, ".tsv": CSV, ".tab": CSV, ".ndjson": NDJSON, ".jsonl": NDJSON, ".json": JSON, ".xlsx": XLSX, ".xlsm": XLSX,
}

// claimed is the format that the input's name claims.
func claimed(name string) Format { return endings[strings.ToLower(filepath.Ext(UnpackedName(name)))] }

// foreign are the first bytes of files that are often given and are none of ours.
var foreign = []struct{ magic, mend string }{
	{"\xd0\xcf\x11\xe0", "is an old spreadsheet (.xls), or one with a password: save it as XLSX without one, or as CSV"},
	{"BZh91AY&SY", "is packed with bzip2: unpack it, or pack it with gzip or zstd"},
	{"\xfd7zXZ", "is packed with xz: unpack it, or pack it with gzip or zstd"},
	{"7z\xbc\xaf\x27\x1c", "is packed with 7-Zip: unpack it, or pack it with gzip, zstd or zip"},
	{"Rar!", "is packed with RAR: unpack it, or pack it with gzip, zstd or zip"},
	{"%PDF", "is a PDF: it needs CSV, XLSX, NDJSON or one number a line"},
	{"\x89PNG", "is a picture: it needs CSV, XLSX, NDJSON or one number a line"},
	{"\xff\xd8\xff", "is a picture: it needs CSV, XLSX, NDJSON or one number a line"},
	{"{\\rtf", "is a text document (RTF): save the table in it as CSV or XLSX"},
	{"ID;P", "is a SYLK spreadsheet: save it as CSV or XLSX"},
	{"TABLE\r\n0,1", "is a DIF spreadsheet: save it as CSV or XLSX"},
	{"TABLE\n0,1", "is a DIF spreadsheet: save it as CSV or XLSX"},
}

// refuseForeign names what the input is, if it is known to be none of ours.
func refuseForeign(head []byte) error {
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return fmt.Errorf("%w: the input %s", ErrFormat, f.mend)
		}
	}
	if what := markup(bytes.TrimLeft(head, " \t\r\n")); what != "" {
		return fmt.Errorf("%w: the input is %s", ErrFormat, what)
	}
	if bytes.IndexByte(head[:min(len(head), 1024)], 0) >= 0 {
		return fmt.Errorf("%w: the input holds zero bytes, as no text does: see what kind of file it is", ErrFormat)
	}
	return nil
}

// markup says what a text that begins with < is; "" for another.
func markup(head []byte) string {
	if !bytes.HasPrefix(head, []byte("<")) {
		return ""
	}
	lower := strings.ToLower(string(head[:min(len(head), 4096)]))
	switch {
	case strings.Contains(lower, "office:document"):
		return "a flat OpenDocument file (.fods): save it as XLSX or CSV"
	case strings.Contains(lower, "urn:schemas-microsoft-com:office:spreadsheet"):
		return "an XML spreadsheet of 2003: save it as XLSX or CSV"
	case strings.Contains(lower, `type="password"`) || strings.Contains(lower, "type='password'") || strings.Contains(lower, "type=password"):
		return "a web page that asks to log in, saved in the place of the file: log in, and fetch the file again"
	case strings.Contains(lower, "<html") || strings.Contains(lower, "<!doctype html") || strings.Contains(lower, "<table"):
		return "a web page, saved under another name: fetch the file again, or open it in a spreadsheet and save it as XLSX or CSV"
	case strings.HasPrefix(lower, "<?xml"):
		return "XML: it needs CSV, XLSX, NDJSON or one number a line"
	}
	return "some markup: it needs CSV, XLSX, NDJSON or one number a line"
}

// numbersLooked is in how many of the first lines all have to be tracking numbers, if those are to be
// taken for one number a line.
const numbersLooked = 100

// detect finds out the format of text by its head, which is not empty and of no file that is foreign.
func detect(o Options, head head) (Format, error) {
	content := detectJSON(head)
	switch {
	case o.Format == NDJSON || o.Format == JSON:
		if content == "" {
			return "", fmt.Errorf("%w: the input is not JSON, as it is said to be", ErrFormat)
		}
		return content, nil
	case o.Format != Auto:
		if content != "" && o.Format != CSV { // a heading may begin with a bracket
			return "", fmt.Errorf("%w: the input is JSON, and not %s as it is said to be", ErrFormat, o.Format)
		}
		return o.Format, nil
	case content != "":
		return content, nil
	case claimed(o.Name) == NDJSON || claimed(o.Name) == JSON:
		return "", fmt.Errorf("%w: the input is not JSON, as its name says", ErrFormat)
	case len(o.Columns) > 0 || o.NoHeader || o.HeaderRow > 0 || o.NewerThan.Column != "":
		return CSV, nil
	case holdsNumbersAlone(head):
		return Lines, nil
	}
	return CSV, nil
}

// holdsNumbersAlone tells whether each of the first lines is a tracking number, blank lines and
// comments aside.
func holdsNumbersAlone(head head) bool {
	found := 0
	for _, one := range head.lines(numbersLooked) {
		if text := strings.TrimSpace(one); text == "" || isComment(text) {
			continue
		}
		if !columns.IsNumber(one) {
			return false
		}
		found++
	}
	return found > 0
}

func isComment(line string) bool { return strings.HasPrefix(line, "#") }
