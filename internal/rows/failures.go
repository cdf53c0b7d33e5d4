package rows

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// added are the columns that Failures puts behind the row's own. Read passes over them.
var added = []string{"code", "message", "remedy", "line"}

// Layout says how a CSV is written. Its zero value is for single numbers.
type Layout struct {
	Header        []string // "number" alone when empty
	Comma         byte     // a comma when 0
	ByteOrderMark bool     // by which Excel knows UTF-8
	Number        int      // the column of the tracking number, from 1; 0 is not known
}

// Own returns the headings that are the input's own: those of Failures at their end are left off.
func (l Layout) Own() []string {
	if n := len(l.Header) - len(added); n > 0 && slices.Equal(l.Header[n:], added) {
		return l.Header[:n]
	}
	return l.Header
}

// Verdict says why a row failed.
type Verdict struct {
	Code    int // the vendor's code; 0 for none
	Message string
	Remedy  string
}

// RemedyInvalid is the remedy of a row that is no entry, which 17TRACK never judged.
const RemedyInvalid = "fix_row"

// Failures writes the rows that failed: as they came, and behind them the columns code, message,
// remedy and line. The file can be mended in a spreadsheet and read again. It is for one
// goroutine; the header comes with the first row.
type Failures struct {
	out    *bufio.Writer
	layout Layout
	began  bool
}

// NewFailures returns a writer of failures in the layout of their input. A file that was written
// by Failures itself does not get the columns twice.
func NewFailures(w io.Writer, layout Layout) *Failures {
	if len(layout.Header) == 0 {
		layout.Header = []string{"number"}
	}
	if layout.Comma == 0 {
		layout.Comma = commas[0]
	}
	return &Failures{out: bufio.NewWriter(w), layout: layout}
}

// Write writes one row. Errors of the underlying writer may come with a later Write or Flush.
func (f *Failures) Write(row Row, v Verdict) error {
	if !f.began {
		f.began = true
		if f.layout.ByteOrderMark {
			_, _ = f.out.WriteString(byteOrderMark) // the error stays with out
		}
		f.record(slices.Concat(f.layout.Own(), added))
	}
	own, beyond := f.own(row.Raw)
	code := ""
	if v.Code != 0 {
		code = strconv.Itoa(v.Code)
	}
	ours := []string{code, harmless(v.Message), harmless(v.Remedy), strconv.Itoa(row.Line)}
	return f.record(slices.Concat(own, ours, beyond))
}

// Flush writes what is buffered.
func (f *Failures) Flush() error {
	if err := f.out.Flush(); err != nil {
		return fmt.Errorf("write the failures file: %w", err)
	}
	return nil
}

// own returns the cells under the input's own columns, filled up where the row is short, and
// those beyond all columns, which must not push ours aside.
func (f *Failures) own(cells []string) (own, beyond []string) {
	all := len(f.layout.Header)
	own = make([]string, len(f.layout.Own()))
	copy(own, cells)
	if len(cells) > all {
		beyond = cells[all:]
	}
	return own, beyond
}

func (f *Failures) record(cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			_ = f.out.WriteByte(f.layout.Comma) // the error stays with out
		}
		_, _ = f.out.WriteString(quoteCell(cell, f.layout.Comma))
	}
	_, err := f.out.WriteString("\r\n")
	return err
}

// quoteCell quotes a cell where RFC 4180 asks for it, and where blanks would be lost.
func quoteCell(cell string, comma byte) string {
	special := strings.ContainsAny(cell, "\"\r\n"+string(comma))
	if !special && strings.TrimSpace(cell) == cell {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}

// harmless keeps a spreadsheet from taking a text of ours, which may repeat the vendor's or a
// stranger's, for a formula.
func harmless(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if text != "" && strings.ContainsRune("=+-@", rune(text[0])) {
		return "'" + text
	}
	return text
}
