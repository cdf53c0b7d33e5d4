package rows

import (
	"bufio"
	"io"
	"strings"

	"github.com/trackreg/trackreg/internal/rows/book"
)

// cellWriter is a file of cells that failures are written to.
type cellWriter interface {
	// write writes a row. The cell at number is one of the program's own that no spreadsheet takes
	// for more than the number or heading that it is.
	write(cells []string, number int) error
	// close completes the file. It does not close what that is written to.
	close() error
}

// csvTable is a CSV as RFC 4180 says. An error comes with a later write, or with close.
type csvTable struct {
	out   *bufio.Writer
	comma byte
	mark  bool // a byte order mark is still to be written
}

func newCSVTable(w io.Writer, comma byte, mark bool) *csvTable {
	if comma == 0 {
		comma = commas[0]
	}
	return &csvTable{out: bufio.NewWriter(w), comma: comma, mark: mark}
}

func (t *csvTable) write(cells []string, number int) error {
	if t.mark {
		t.mark = false
		_, _ = t.out.WriteString(byteOrderMark) // the error stays with out
	}
	for i, cell := range cells {
		if i > 0 {
			_ = t.out.WriteByte(t.comma) // the error stays with out
		}
		if i != number {
			cell = guarded(cell)
		}
		_, _ = t.out.WriteString(quoteCell(cell, t.comma))
	}
	_, err := t.out.WriteString("\r\n")
	return err
}

func (t *csvTable) close() error { return t.out.Flush() }

// quoteCell quotes a cell where RFC 4180 asks for it, and where blanks would be lost.
func quoteCell(cell string, comma byte) string {
	special := strings.ContainsAny(cell, "\"\r\n"+string(comma))
	if !special && strings.TrimSpace(cell) == cell {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}

// xlsxTable is an XLSX. Its cells are text, so that nothing needs a guard but a cell that begins
// with one, which reading takes off.
type xlsxTable struct{ out *book.Writer }

func newXLSXTable(w io.Writer) *xlsxTable { return &xlsxTable{out: book.NewWriter(w)} }

func (t *xlsxTable) write(cells []string, _ int) error {
	text := make([]string, len(cells))
	for i, cell := range cells {
		if strings.HasPrefix(cell, guard) {
			cell = guard + cell
		}
		text[i] = cell
	}
	return t.out.Write(text)
}

func (t *xlsxTable) close() error { return t.out.Close() }
