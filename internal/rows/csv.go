package rows

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/rows/cells"
	"github.com/trackreg/trackreg/queue"
)

// maxRecordLines is over how many lines a quoted cell may go. An unclosed quote is noticed after
// so many at the latest.
const maxRecordLines = 64

// csvSource reads cells under a header.
type csvSource struct {
	lines  *lineReader
	comma  byte
	width  int // of the header; 0 while that is not known
	mapper *Mapper
}

// newCSV finds what separates the cells and where the header stands, and reads up to behind it.
func newCSV(content *bufio.Reader, begins head, o Options) (*csvSource, error) {
	comma, found, err := findTable(begins, o)
	if err != nil {
		return nil, err
	}
	c := &csvSource{lines: &lineReader{in: content}, comma: comma}
	for range found.behind {
		above, err := c.next()
		if err != nil {
			return nil, err
		}
		if above.err != nil && !o.NoHeader {
			return nil, brokenHeader(above)
		}
	}
	if c.mapper, err = newMapper(found.cells, found.choice, o); err != nil {
		return nil, err
	}
	c.width = len(found.cells)
	return c, nil
}

// findTable finds what separates the cells.
func findTable(begins head, o Options) (comma byte, found header, err error) {
	all := []byte(commas)
	if o.Comma != 0 {
		all = []byte{o.Comma}
	} else if told, is := toldComma(begins); is {
		all = []byte{told}
	}
	var best reading
	for i, one := range all {
		r := reading{comma: one}
		records := begins.records(one)
		r.header, r.err = findHeader(records, begins.all, o)
		r.even = evenRows(records, r.header)
		if i == 0 || r.isBetter(best) {
			best = r
		}
	}
	return best.comma, best.header, best.err
}

// reading is a table as it reads with one separator.
type reading struct {
	comma  byte
	header header
	err    error
	even   int // rows as wide as the header
}

// isBetter compares readings: by the fields and the columns of the header that is found, and the rows
// that are as wide. A header whose columns leave something open counts before a narrower one, for
// another separator would make one cell of them.
func (r reading) isBetter(than reading) bool {
	wide, other := len(r.header.cells), len(than.header.cells)
	switch {
	case r.err == nil && than.err == nil:
		return slices.Compare([]int{len(r.header.choice.Mapping), wide, r.even}, []int{len(than.header.choice.Mapping), other, than.even}) > 0
	case r.err == nil:
		return wide >= other
	case than.err == nil:
		return wide > other
	}
	return slices.Compare([]int{wide, r.even}, []int{other, than.even}) > 0
}

// records are those that stand in the head.
func (h head) records(comma byte) []record {
	c := &csvSource{lines: h.reader(), comma: comma}
	var all []record
	for len(all) < headerLooked+sampleRows {
		r, err := c.next()
		if err != nil {
			break
		}
		all = append(all, r)
	}
	return all
}

// evenRows counts the rows that are as wide as the header; without one, those that are as wide as
// most are, and have several cells.
func evenRows(records []record, h header) int {
	wide := len(h.cells)
	if h.behind == 0 {
		if wide = width(records); wide < 2 {
			return 0
		}
	}
	n := 0
	for _, r := range records[h.behind:] {
		if r.err == nil && len(r.cells) == wide {
			n++
		}
	}
	return n
}

// toldComma reads the line sep=; that Excel puts above the header.
func toldComma(begins head) (comma byte, told bool) {
	for _, one := range begins.lines(headerLooked) {
		if comma, told := tellsComma(one); told {
			return comma, true
		}
	}
	return 0, false
}

// record reads the record that begins with first, over more lines when a quote is open. rest are
// the lines that it took beyond the first.
func (c *csvSource) record(first line) (found []string, s state, rest []line, err error) {
	text := first.text
	found, s = splitRecord(text, c.comma)
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
		found, s = splitRecord(text, c.comma)
	}
	return found, s, rest, nil
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
		switch {
		case len(rest) > 0 && c.knowsNoQuotes(rest):
			c.lines.unread(rest)
			cells = strings.Split(first.text, string(c.comma))
		case state != whole || len(rest) > 0 && c.width > 0 && len(cells) != c.width:
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

// knowsNoQuotes says that a quote has swallowed rows: lines that have as many cells as the header,
// and a number in its place. Between tabs a quote is often a character like others.
func (c *csvSource) knowsNoQuotes(rest []line) bool {
	return c.comma == '\t' && c.width > 1 && slices.ContainsFunc(rest, func(l line) bool {
		swallowed := strings.Split(l.text, "\t")
		if len(swallowed) != c.width || c.mapper.numberAt < 0 {
			return false
		}
		numbers, _ := cells.Numbers(swallowed[c.mapper.numberAt])
		return queue.IsNumber(numbers[0])
	})
}

func (c *csvSource) row(r record) Row {
	if wrong := c.mapper.checkWidth(r.cells); wrong != nil {
		return Row{Line: r.line, Raw: r.cells, Err: wrong}
	}
	return c.mapper.row(r)
}

func (c *csvSource) number(r record) string { return c.mapper.number(r) }

func (c *csvSource) line() int { return c.lines.number }

func (c *csvSource) layout() Layout {
	l := c.mapper.Layout()
	l.Comma = c.comma
	return l
}

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
