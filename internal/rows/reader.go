package rows

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Reader reads rows. It is for one goroutine.
type Reader struct {
	name   string
	format Format
	packed bool
	mark   bool    // the failures are to begin with a byte order mark
	mapper *Mapper // nil where there are no columns
	rows   source
	close  []func() error
}

// source reads the records of one format and makes rows of them.
type source interface {
	// next returns the next record, io.EOF after the last.
	next() (record, error)
	// row makes a row of a record that is not wrong as a whole.
	row(record) Row
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

func (r *Reader) open(in io.Reader, o Options) error {
	if o.MostUnpacked <= 0 {
		o.MostUnpacked = DefaultMostUnpacked
	}
	buffered := bufio.NewReaderSize(in, maxLine)
	content, err := r.unpack(buffered, o.MostUnpacked)
	if err != nil {
		return err
	}
	if hasPrefix(content, zipMagic) {
		return r.openXLSX(content, o)
	}
	if o.Format == XLSX {
		return fmt.Errorf("%w: the input is no XLSX", ErrFormat)
	}
	return r.openText(content, o)
}

func (r *Reader) openXLSX(in io.Reader, o Options) error {
	if o.Format != Auto && o.Format != XLSX {
		return fmt.Errorf("%w: the input is a spreadsheet or an archive, not %s", ErrFormat, o.Format)
	}
	sheet, err := newXLSX(in, o)
	if err != nil {
		return err
	}
	r.close = append(r.close, sheet.close)
	r.format, r.packed, r.mark = XLSX, true, true
	r.mapper, r.rows = sheet.mapper, sheet
	return nil
}

func (r *Reader) openText(packed *bufio.Reader, o Options) (err error) {
	content, found, err := decode(packed, o.Encoding)
	if err != nil {
		return err
	}
	r.mark = found.marked || found.name != utf8Encoding
	if r.format, err = detect(o, peekLine(content)); err != nil {
		return err
	}
	o.Encoding = found.name
	lines := &lineReader{in: content}
	switch r.format {
	case CSV:
		cells, err := newCSV(lines, o)
		if err != nil {
			return err
		}
		r.rows, r.mapper = cells, cells.mapper
	case NDJSON:
		r.rows = newObjects(lines, o)
	case Lines:
		r.rows, err = newNumbers(lines, o)
	default:
		err = fmt.Errorf("%w: %q is none of csv, ndjson, xlsx and lines", ErrFormat, r.format)
	}
	return err
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
	next, err := r.rows.next()
	if err != nil && !errors.Is(err, io.EOF) {
		name := r.name
		if name == "" {
			name = "the input"
		}
		err = fmt.Errorf("read %s after line %d: %w", name, r.rows.line(), err)
	}
	return next, err
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
