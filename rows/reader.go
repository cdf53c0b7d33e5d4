package rows

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// Reader reads rows. It is for one goroutine.
type Reader struct {
	name   string
	format Format
	mark   bool // the input begins with a byte order mark
	lines  *lineReader
	rows   source
}

// source reads rows of one format, io.EOF after the last.
type source interface {
	next() (Row, error)
}

// Open finds out how the input is written and reads its header, if it has one. The error says
// what is wrong with the input as a whole; for one in no format we read it wraps ErrFormat. The
// caller closes the input.
func Open(in io.Reader, o Options) (*Reader, error) {
	r := &Reader{name: o.Name}
	if err := r.open(in, o); err != nil {
		if r.name != "" {
			return nil, fmt.Errorf("%s: %w", r.name, err)
		}
		return nil, err
	}
	return r, nil
}

func (r *Reader) open(in io.Reader, o Options) error {
	buffered := bufio.NewReaderSize(in, maxLine)
	head, err := buffered.Peek(len(byteOrderMark))
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if string(head) == byteOrderMark {
		r.mark = true
		_, _ = buffered.Discard(len(byteOrderMark)) // it is in the buffer
	}
	if r.format, err = detect(o, peekLine(buffered)); err != nil {
		return err
	}
	r.lines = &lineReader{in: buffered}
	switch r.format {
	case CSV:
		r.rows, err = newCSV(r.lines, o)
	case NDJSON:
		r.rows = &objectSource{lines: r.lines, fixed: fixedFields(o.Fixed)}
	case Lines:
		r.rows = &numberSource{lines: r.lines, fixed: fixedFields(o.Fixed)}
	default:
		err = fmt.Errorf("%w: %q is none of csv, ndjson and lines", ErrFormat, r.format)
	}
	return err
}

// peekLine returns the beginning up to the end of the first line that is not blank, without
// waiting for more: from a terminal no more may come.
func peekLine(in *bufio.Reader) []byte {
	for size := 1; ; size = in.Buffered() + 1 {
		head, err := in.Peek(size)
		if err != nil || len(head) == in.Size() {
			return head
		}
		head, _ = in.Peek(in.Buffered())
		if strings.Contains(strings.TrimLeft(string(head), " \t\r\n"), "\n") {
			return head
		}
	}
}

// Read returns the next row, io.EOF after the last. What is wrong with a row is in its Err and
// ends nothing; another error than io.EOF means that the input cannot be read on.
func (r *Reader) Read() (Row, error) {
	row, err := r.rows.next()
	if err != nil && !errors.Is(err, io.EOF) {
		return Row{}, fmt.Errorf("read %s after line %d: %w", r.name, r.lines.number, err)
	}
	if row.Err != nil {
		row.Err.File = r.name
	}
	return row, err
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

// Skip passes over the next n rows that Read would return, wrong and old ones among them, quicker
// than reading them. Errors: io.EOF when there are fewer, or what keeps the input from being read on.
func (r *Reader) Skip(n int64) error {
	for range n {
		if _, err := r.Read(); err != nil {
			return err
		}
	}
	return nil
}

// Close removes the temporary files and ends the unpacking. It does not close the input that
// Open was given. Nothing can be read afterwards.
func (r *Reader) Close() error { return nil }

// Format returns the format that was found.
func (r *Reader) Format() Format { return r.format }

// Header returns the headings of a CSV; nil in other formats.
func (r *Reader) Header() []string {
	if csv, ok := r.rows.(*csvSource); ok {
		return csv.mapper.Header()
	}
	return nil
}

// Mapping returns which column gives which field, in the order of the columns; nil in other
// formats than CSV. The other columns are passed over.
func (r *Reader) Mapping() []Mapping {
	if csv, ok := r.rows.(*csvSource); ok {
		return csv.mapper.Mapping()
	}
	return nil
}

// Layout returns how a CSV of this input's failures is written.
func (r *Reader) Layout() Layout {
	switch rows := r.rows.(type) {
	case *csvSource:
		return Layout{Header: rows.mapper.Header(), Comma: rows.comma, ByteOrderMark: r.mark}
	case *objectSource:
		return Layout{Header: []string{payloadColumn}, Comma: commas[0], ByteOrderMark: r.mark}
	default:
		return Layout{Header: []string{"number"}, Comma: commas[0], ByteOrderMark: r.mark}
	}
}
