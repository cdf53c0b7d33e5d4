package rows

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxRecordLines is over how many lines a quoted cell may go. An unclosed quote is noticed after
// so many at the latest.
const maxRecordLines = 64

// csvSource reads cells under a header.
type csvSource struct {
	lines  *lineReader
	comma  byte
	mapper *Mapper
}

// newCSV reads the header and finds the columns.
func newCSV(lines *lineReader, o Options) (*csvSource, error) {
	c := &csvSource{lines: lines, comma: o.Comma}
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
		c.mapper, err = NewMapper(cells, o)
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

func (c *csvSource) next() (record, error) {
	for {
		first, err := c.lines.next()
		if err != nil {
			return record{}, err
		}
		if strings.TrimSpace(first.text) == "" {
			continue
		}
		if first.cut {
			return tooLong(first), nil
		}
		cells, state, rest, err := c.record(first)
		if err != nil {
			return record{}, err
		}
		if state != whole || len(rest) > 0 && len(cells) != len(c.mapper.header) {
			// The quote was most likely never meant to go on: only the first line is lost.
			c.lines.unread(rest)
			return unclosed(first, state), nil
		}
		if !slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
			continue // what a spreadsheet writes for an empty row
		}
		return record{line: first.number, cells: cells}, nil
	}
}

func (c *csvSource) row(r record) Row { return c.mapper.Row(r.line, r.cells) }

func (c *csvSource) line() int { return c.lines.number }

func (c *csvSource) layout() Layout { return Layout{Header: c.mapper.Header(), Comma: c.comma} }

// keptOfLong is how many bytes are kept of a row that is too long: whoever keeps rows that are
// wrong may have many.
const keptOfLong = 1 << 10

func tooLong(l line) record {
	beginning := strings.ToValidUTF8(l.text[:min(len(l.text), keptOfLong)], "")
	return record{line: l.number, cells: []string{beginning}, err: &RowError{
		Problem: fmt.Sprintf("is longer than %d bytes", maxLine), Mend: "shorten it, and look for a quote that is not closed",
	}}
}

func unclosed(l line, s state) record {
	e := &RowError{Problem: "has a quote that is not closed", Mend: "close it, or write two for one that is meant"}
	if s == bad {
		e.Problem = "has text behind a closing quote"
		e.Mend = "write two quotes for one that is meant"
	}
	return record{line: l.number, cells: []string{l.text}, err: e}
}
