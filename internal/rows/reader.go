package rows

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/trackreg/trackreg/internal/rows/cells"
	"github.com/trackreg/trackreg/queue"
)

// Reader reads rows. It is for one goroutine.
type Reader struct {
	name     string
	format   Format
	encoding string
	packed   bool
	mark     bool    // the failures are to begin with a byte order mark
	whole    bool    // a cell with several numbers is refused
	mapper   *Mapper // nil where there are no columns
	rows     source
	parts    []record // further numbers of the row that was read last
	about    []string // what else there is to know of the input
	close    []func() error
}

// source reads the records of one format and makes rows of them.
type source interface {
	// next returns the next record, io.EOF after the last.
	next() (record, error)
	// row makes a row of a record that is not wrong as a whole.
	row(record) Row
	// number is what the record has in the place of the number.
	number(record) string
	// line is the last that was read.
	line() int
	// layout says how the failures of this format are written.
	layout() Layout
}

// record is a row before an entry is made of it.
type record struct {
	line  int
	cells []string
	err   *RowError         // what is wrong with the record as a whole
	bad   map[int]*RowError // what is wrong with a cell, by its column

	number string      // of the entry, cleaned
	done   cells.Kinds // to the number, and to guarded cells
}

// takeNumber takes the number out of what the record has in its place. Where several stand there it
// leaves them as they are, to be refused, and returns them with what was done to find them.
func (r *record) takeNumber(cell string) (several []string, done cells.Kinds) {
	if queue.IsNumber(cell) {
		r.number = cell
		return nil, 0
	}
	numbers, done := cells.Numbers(cell)
	if len(numbers) > 1 {
		r.number = cell
		return numbers, done
	}
	r.number = numbers[0]
	r.done |= done
	return nil, 0
}

// Open finds out how the input is packed, encoded and written and reads its header, if it has
// one. An XLSX is copied to a temporary file and the texts of its sheets are read. The error says
// what is wrong with the input as a whole; for one in no format we read it wraps ErrFormat, for
// one that is too large ErrTooLarge. Close the reader; the caller closes the input.
func Open(in io.Reader, o Options) (*Reader, error) {
	r := &Reader{name: o.Name}
	if err := r.open(in, o); err != nil {
		_ = r.Close() // the other error is what matters
		if r.name != "" {
			return nil, fmt.Errorf("%s: %w", r.name, err)
		}
		return nil, err
	}
	return r, nil
}

// Read returns the next row, io.EOF after the last. What is wrong with a row is in its Err and
// ends nothing; another error than io.EOF means that the input cannot be read on.
func (r *Reader) Read() (Row, error) {
	next, err := r.next()
	if err != nil {
		return Row{}, err
	}
	row := Row{Line: next.line, Raw: next.cells, Err: next.err}
	if row.Err == nil {
		row = r.rows.row(next)
	}
	if row.Err != nil {
		row.Err.File, row.Err.Line = r.name, next.line
	}
	return row, nil
}

func (r *Reader) next() (record, error) {
	if len(r.parts) > 0 {
		next := r.parts[0]
		r.parts = r.parts[1:]
		return next, nil
	}
	next, err := r.rows.next()
	if err == nil && (r.format == CSV || r.format == XLSX) && unguardAll(next.cells) {
		next.done |= cells.Quote
	}
	if err == nil && next.err == nil {
		next = r.takeApart(next)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		name := r.name
		if name == "" {
			name = "the input"
		}
		err = fmt.Errorf("read %s after line %d: %w", name, r.rows.line(), err)
	}
	return next, err
}

// takeApart finds the record's number. Where several stand in its place, each becomes a record of its
// own with the same other cells.
func (r *Reader) takeApart(from record) record {
	several, done := from.takeNumber(r.rows.number(from))
	if len(several) == 0 || r.whole {
		return from
	}
	all := make([]record, len(several))
	for i, number := range several {
		all[i] = from
		all[i].number = number
		all[i].done |= done
		if r.mapper != nil {
			all[i].cells = slices.Clone(from.cells)
			all[i].cells[r.mapper.numberAt] = number
		}
	}
	r.parts = all[1:]
	return all[0]
}

// Skip passes over the next n rows that Read would return, wrong and old ones among them, quicker
// than reading them. Errors: io.EOF when there are fewer, or what keeps the input from being read on.
func (r *Reader) Skip(n int64) error {
	for range n {
		if _, err := r.next(); err != nil {
			return err
		}
	}
	return nil
}

// All yields the rows up to the end, or to an error that ends the reading.
func (r *Reader) All() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// Close removes the temporary file of an XLSX and ends the unpacking. It does not close the input
// that Open was given. Nothing can be read afterwards.
func (r *Reader) Close() error {
	var all []error
	for _, end := range r.close {
		all = append(all, end())
	}
	r.close = nil
	return errors.Join(all...)
}

// Format returns the format that was found.
func (r *Reader) Format() Format { return r.format }

// Encoding returns in what the text is encoded.
func (r *Reader) Encoding() string { return r.encoding }

// About says what else there is to know of how the input is read: which sheets and lines are passed
// over, and where its name says something else than its content.
func (r *Reader) About() []string { return slices.Clone(r.about) }

// Understood says in a few lines how the input is read: its format, which column gives which field,
// which columns are not read, and what else there is to know.
func (r *Reader) Understood() []string {
	first := "read as " + string(r.format)
	if r.encoding != utf8Encoding {
		first += " in " + r.encoding
	}
	all := []string{first}
	if r.mapper != nil {
		all = append(all, r.mapper.Understood()...)
	}
	return append(all, r.about...)
}

// Unread returns the columns that give nothing.
func (r *Reader) Unread() []Mapping {
	if r.mapper == nil {
		return nil
	}
	return r.mapper.Unread()
}

// Packed tells whether the input was compressed, as an XLSX is too: neither its size nor its line
// ends say how many rows it has.
func (r *Reader) Packed() bool { return r.packed }

// Header returns the headings of a CSV or an XLSX; nil in other formats.
func (r *Reader) Header() []string {
	if r.mapper == nil {
		return nil
	}
	return r.mapper.Header()
}

// Mapping returns which column gives which field, in the order of the columns; nil in formats
// without columns. The other columns are passed over.
func (r *Reader) Mapping() []Mapping {
	if r.mapper == nil {
		return nil
	}
	return r.mapper.Mapping()
}

// Layout returns how a CSV of this input's failures is written. It begins with a byte order mark
// where the input did, or where a spreadsheet would not take it for UTF-8 without.
func (r *Reader) Layout() Layout {
	layout := r.rows.layout()
	layout.ByteOrderMark = r.mark
	return layout
}
