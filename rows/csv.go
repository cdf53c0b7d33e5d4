package rows

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/queue"
)

// maxRecordLines is over how many lines a quoted cell may go. An unclosed quote is noticed after
// so many at the latest.
const maxRecordLines = 64

// csvSource reads cells under a header.
type csvSource struct {
	lines    *lineReader
	comma    byte
	header   []string
	mapping  []Mapping
	carriers carriers
	fixed    []queue.Field
	fields   []queue.Field // reused from row to row
}

// newCSV reads the header and finds the columns.
func newCSV(lines *lineReader, o Options) (*csvSource, error) {
	c := &csvSource{lines: lines, comma: o.Comma, carriers: newCarriers(o.Carriers), fixed: fixedFields(o.Fixed)}
	for {
		first, err := lines.next()
		if errors.Is(err, io.EOF) {
			return nil, errors.New("the input is empty: it needs a header")
		}
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(first.text) == "" {
			continue
		}
		if first.cut {
			return nil, fmt.Errorf("%w: the header is longer than %d bytes", ErrFormat, maxLine)
		}
		if comma, told := tellsComma(first.text); told {
			c.comma = comma
			continue
		}
		if c.comma == 0 {
			c.comma = findComma(first.text)
		}
		cells, state, _, err := c.record(first)
		if err != nil || state != whole {
			return nil, errors.Join(err, fmt.Errorf("%w: a quote in the header is not closed", ErrFormat))
		}
		c.header = cells
		c.mapping, err = mapColumns(cells, o.Columns)
		return c, err
	}
}

// record reads the record that begins with first, over more lines when a quote is open. rest are
// the lines that it took beyond the first.
func (c *csvSource) record(first line) (cells []string, s state, rest []line, err error) {
	text := first.text
	cells, s = splitRecord(text, c.comma)
	for s == open && len(rest) < maxRecordLines && len(text) < maxLine {
		more, err := c.lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, s, rest, err
		}
		rest = append(rest, more)
		text += "\n" + more.text
		cells, s = splitRecord(text, c.comma)
	}
	return cells, s, rest, nil
}

func (c *csvSource) next() (Row, error) {
	for {
		first, err := c.lines.next()
		if err != nil {
			return Row{}, err
		}
		if strings.TrimSpace(first.text) == "" {
			continue
		}
		if first.cut {
			return tooLong(first), nil
		}
		cells, state, rest, err := c.record(first)
		if err != nil {
			return Row{}, err
		}
		if state != whole || len(rest) > 0 && len(cells) != len(c.header) {
			// The quote was most likely never meant to go on: only the first line is lost.
			c.lines.unread(rest)
			return c.unclosed(first, state), nil
		}
		if !slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
			continue // what a spreadsheet writes for an empty row
		}
		return c.row(first.number, cells), nil
	}
}

func tooLong(l line) Row {
	return Row{Line: l.number, Raw: []string{l.text}, Err: &RowError{
		Line: l.number, Problem: fmt.Sprintf("is longer than %d bytes", maxLine), Mend: "shorten it, and look for a quote that is not closed",
	}}
}

func (c *csvSource) unclosed(l line, s state) Row {
	e := &RowError{Line: l.number, Problem: "has a quote that is not closed", Mend: "close it, or write two for one that is meant"}
	if s == bad {
		e.Problem = "has text behind a closing quote"
		e.Mend = "write two quotes for one that is meant"
	}
	return Row{Line: l.number, Raw: []string{l.text}, Err: e}
}

// row makes an entry of the cells.
func (c *csvSource) row(number int, cells []string) Row {
	r := Row{Line: number, Raw: cells}
	if r.Err = c.checkWidth(cells); r.Err == nil {
		r.Entry, r.Err = c.entry(cells)
	}
	if r.Err != nil {
		r.Err.Line = number
	}
	return r
}

// checkWidth lets empty cells stand behind the last column.
func (c *csvSource) checkWidth(cells []string) *RowError {
	if len(cells) < len(c.header) {
		return &RowError{
			Problem: fmt.Sprintf("has %d of %d cells", len(cells), len(c.header)),
			Mend:    "fill up the row, and see whether it is broken over two lines",
		}
	}
	for _, extra := range cells[len(c.header):] {
		if strings.TrimSpace(extra) != "" {
			return &RowError{
				Problem: fmt.Sprintf("has %d cells under %d headings", len(cells), len(c.header)),
				Mend:    "put a cell that holds the separator in quotes",
			}
		}
	}
	return nil
}

func (c *csvSource) entry(cells []string) (queue.Entry, *RowError) {
	c.fields = c.fields[:0]
	for _, m := range c.mapping {
		value := cells[m.index]
		switch m.Field {
		case payloadColumn:
			if strings.TrimSpace(value) != "" {
				entry, err := parseObject([]byte(value), c.fixed)
				return entry, c.worded(err)
			}
			continue
		case "carrier", "final_carrier":
			code, problem := c.carriers.code(value)
			if problem != nil {
				problem.Column = m.Column
				return queue.Entry{}, problem
			}
			value = code
		}
		c.fields = append(c.fields, queue.Field{Name: m.Field, Value: value})
	}
	c.fields = withFixed(c.fields, c.fixed)
	entry, err := queue.FromFields(c.fields)
	return entry, c.worded(err)
}

// worded names the column in the place of the field.
func (c *csvSource) worded(err error) *RowError {
	if err == nil {
		return nil
	}
	return rowError(err, func(field string) string {
		for _, m := range c.mapping {
			if m.Field == field {
				return strings.TrimSpace(m.Column)
			}
		}
		return field
	})
}
