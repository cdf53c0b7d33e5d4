package figures

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/trackreg/trackreg/internal/printable"
)

// gap is the space between two columns.
const gap = "  "

// Column is a table's column: its heading, and whether its cells stand at the
// right, as counts do.
type Column struct {
	Head  string
	Right bool
	// Paint returns how a padded cell is written, such as in a colour that takes no room; nil:
	// as it is. The heading is not painted.
	Paint func(padded string) string
}

// Table is rows of cells under headings. A row may have fewer cells than there
// are columns. The zero Table has no columns.
type Table struct {
	Columns []Column
	Indent  string // before every line
	rows    [][]string
}

// Add adds a row. What a terminal would obey is shown.
func (t *Table) Add(cells ...string) {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = printable.Text(cell)
	}
	t.rows = append(t.rows, row)
}

// Len returns the number of rows, without the headings.
func (t *Table) Len() int { return len(t.rows) }

// Write writes the headings, unless all are empty, and the rows, each column as
// wide as its widest cell; a row's last cell may be wider, where the row is short.
// The error is w's.
func (t *Table) Write(w io.Writer) error {
	lines := t.rows
	if heads := t.heads(); strings.Join(heads, "") != "" {
		lines = append([][]string{heads}, lines...)
	}
	widths := t.widths(lines)
	for i, cells := range lines {
		painted := i >= len(lines)-len(t.rows)
		if _, err := fmt.Fprintln(w, t.line(cells, widths, painted)); err != nil {
			return err
		}
	}
	return nil
}

func (t *Table) heads() []string {
	heads := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		heads[i] = column.Head
	}
	return heads
}

func (t *Table) widths(lines [][]string) []int {
	widths := make([]int, len(t.Columns))
	for _, cells := range lines {
		for i, cell := range cells {
			if i == len(cells)-1 && len(cells) < len(t.Columns) {
				break
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	return widths
}

// line sets one row; the spaces at its end are left off.
func (t *Table) line(cells []string, widths []int, painted bool) string {
	var b strings.Builder
	b.WriteString(t.Indent)
	for i, cell := range cells {
		if i > 0 {
			b.WriteString(gap)
		}
		pad := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell)))
		cell = padded(cell, pad, t.Columns[i].Right)
		if paint := t.Columns[i].Paint; paint != nil && painted {
			cell = paint(cell)
		}
		b.WriteString(cell)
	}
	return strings.TrimRight(b.String(), " ")
}

func padded(cell, pad string, right bool) string {
	if right {
		return pad + cell
	}
	return cell + pad
}
