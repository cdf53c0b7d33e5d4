package rows

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/internal/rows/columns"
)

// added are the columns that Failures puts behind the row's own. Of them a reader takes the last
// alone; the others are passed over.
var added = []string{"code", "message", "remedy", "line", mendsColumn}

// mendsColumn names the failure that the row is when it has been mended.
const mendsColumn = "_mends"

// Layout says how a file of failures is written. Its zero value is for single numbers.
type Layout struct {
	Header        []string // "number" alone when empty
	Comma         byte     // a comma when 0
	ByteOrderMark bool     // by which Excel knows UTF-8
	Number        int      // the column of the tracking number, from 1; 0 is not known
	Format        Format   `json:"-"` // CSV when empty, or XLSX, to which Comma and ByteOrderMark are nothing
}

// FailuresFormat returns the format of a file of failures by its name: XLSX where it ends so, else CSV.
func FailuresFormat(name string) Format {
	if len(name) > len(".xlsx") && strings.EqualFold(name[len(name)-len(".xlsx"):], ".xlsx") {
		return XLSX
	}
	return CSV
}

// Own returns the headings that are the input's own: those of Failures at their end are left off,
// also as they were written before there was a column _mends.
func (l Layout) Own() []string {
	for _, behind := range [][]string{added, added[:len(added)-1]} {
		if n := len(l.Header) - len(behind); n > 0 && slices.Equal(l.Header[n:], behind) {
			return l.Header[:n]
		}
	}
	return l.Header
}

// Verdict says why a row failed.
type Verdict struct {
	Code    int // the vendor's code; 0 for none
	Message string
	Remedy  string
	// Mends is the failure in the account's record that the row is, by its id. Where it is "" the
	// row is in no record, and what it mended itself still is to be mended.
	Mends string
}

// RemedyInvalid is the remedy of a row that is no entry, which 17TRACK never judged.
const RemedyInvalid = "fix_row"

// Failures writes the rows that failed: as they came, and behind them the columns code, message,
// remedy, line and _mends. The file can be mended in a spreadsheet and read again. It is for one
// goroutine; the header comes with the first row.
type Failures struct {
	out    cellWriter
	layout Layout
	own    []string // the input's own headings
	mends  int      // the column of the input's own that is headed _mends, -1 for none
	former int      // the column that says what the row mended before, -1 for none
	object int      // the column of whole entries as JSON, -1 for none
	began  bool
}

// NewFailures returns a writer of failures in the layout of their input. A file that was written
// by Failures itself does not get the columns twice.
func NewFailures(w io.Writer, layout Layout) *Failures {
	if len(layout.Header) == 0 {
		layout.Header = []string{"number"}
	}
	own := layout.Own()
	f := &Failures{
		layout: layout, own: own, mends: columnOfField(own, mendsColumn), former: columnOfField(layout.Header, mendsColumn),
		object: columnOfField(own, columns.Payload),
	}
	if layout.Format == XLSX {
		f.out = newXLSXTable(w)
	} else {
		f.out = newCSVTable(w, layout.Comma, layout.ByteOrderMark)
	}
	return f
}

// columnOfField returns the column that is headed by the name of the field itself, -1 for none.
func columnOfField(header []string, field string) int {
	return slices.IndexFunc(header, func(heading string) bool { return strings.TrimSpace(heading) == field })
}

// Write writes one row. Errors of the underlying writer may come with a later Write or Flush; one
// that wraps [book.ErrLimit] says that an XLSX cannot hold the row.
func (f *Failures) Write(row Row, v Verdict) error {
	if err := f.begin(); err != nil {
		return err
	}
	if v.Mends == "" && f.former >= 0 && f.former < len(row.Raw) {
		v.Mends = strings.TrimSpace(row.Raw[f.former])
	}
	own, beyond := f.cells(row.Raw)
	if f.object >= 0 {
		own[f.object] = withMends(own[f.object], v.Mends)
	}
	if f.mends >= 0 {
		own[f.mends] = v.Mends
	}
	return f.out.write(inUTF8(slices.Concat(own, f.ours(row.Line, v), beyond)), len(own))
}

// begin writes the header.
func (f *Failures) begin() error {
	if f.began {
		return nil
	}
	f.began = true
	return f.out.write(inUTF8(slices.Concat(f.own, added[:f.width()])), len(f.own))
}

// inUTF8 marks bytes that are none: a column that is not read may hold any, and by them the file
// would be taken for one in another encoding.
func inUTF8(cells []string) []string {
	for i, cell := range cells {
		cells[i] = strings.ToValidUTF8(cell, "\ufffd")
	}
	return cells
}

// width is how many columns are added: the row's own _mends is the one there is.
func (f *Failures) width() int {
	if f.mends >= 0 {
		return len(added) - 1
	}
	return len(added)
}

// ours are the cells of the columns that are added.
func (f *Failures) ours(line int, v Verdict) []string {
	code := ""
	if v.Code != 0 {
		code = strconv.Itoa(v.Code)
	}
	return []string{code, inOneLine(v.Message), inOneLine(v.Remedy), strconv.Itoa(line), v.Mends}[:f.width()]
}

// Flush completes the file: an XLSX takes no more rows, and has its header also when none came.
func (f *Failures) Flush() error {
	err := error(nil)
	if f.layout.Format == XLSX {
		err = f.begin()
	}
	if err == nil {
		err = f.out.close()
	}
	if err != nil {
		return fmt.Errorf("write the failures file: %w", err)
	}
	return nil
}

// cells returns those under the input's own columns, filled up where the row is short, and
// those beyond all columns, which must not push ours aside.
func (f *Failures) cells(raw []string) (own, beyond []string) {
	all := len(f.layout.Header)
	own = make([]string, len(f.own))
	copy(own, raw)
	if len(raw) > all {
		beyond = raw[all:]
	}
	return own, beyond
}

// inOneLine writes a text of ours, which may repeat the vendor's or a stranger's.
func inOneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
