package rows

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// xlsxSource reads the cells of a sheet under its header, the first row that is not empty.
type xlsxSource struct {
	book   *workbook
	sheet  *sheet
	mapper *Mapper
}

// newXLSX reads up to the header.
func newXLSX(in io.Reader, o Options) (*xlsxSource, error) {
	book, err := openWorkbook(in, o.MostUnpacked)
	if err != nil {
		return nil, err
	}
	x := &xlsxSource{book: book}
	if err := x.open(o); err != nil {
		_ = book.close() // the other error is what matters
		return nil, err
	}
	return x, nil
}

func (x *xlsxSource) open(o Options) (err error) {
	if x.sheet, err = x.book.openSheet(o.Sheet, o.MostUnpacked); err != nil {
		return err
	}
	header, err := x.next()
	if errors.Is(err, io.EOF) {
		return errors.New("the sheet is empty: it needs a header")
	}
	if err != nil {
		return err
	}
	if header.err != nil {
		return fmt.Errorf("%w: the header %s", ErrFormat, header.err.Problem)
	}
	o.Encoding = utf8Encoding
	if x.mapper, err = NewMapper(header.cells, o); err == nil && x.mapper.age != nil {
		x.book.dated = x.mapper.age.index
	}
	return err
}

func (x *xlsxSource) next() (record, error) {
	for {
		number, cells, err := x.sheet.next()
		if err != nil {
			return record{}, err
		}
		if r := x.record(number, cells); r.err != nil || len(r.cells) > 0 {
			return r, nil
		}
	}
}

// record writes the cells as text, up to the last that is not empty. It fills up the row to the
// width of the header, because a sheet leaves out empty cells.
func (x *xlsxSource) record(number int, cells []cell) record {
	r := record{line: number}
	size := 0
	for _, c := range cells {
		text, wrong := x.book.text(c)
		if wrong != nil {
			if r.bad == nil {
				r.bad = map[int]*RowError{}
			}
			r.bad[c.column] = wrong
		}
		if strings.TrimSpace(text) == "" && wrong == nil {
			continue
		}
		if size += len(text); size > maxLine {
			return tooLong(line{number: number, text: strings.Join(r.cells, " ")})
		}
		r.cells = append(r.cells, make([]string, max(0, c.column+1-len(r.cells)))...)
		r.cells[c.column] = text
	}
	if x.mapper != nil && len(r.cells) > 0 {
		r.cells = append(r.cells, make([]string, max(0, len(x.mapper.header)-len(r.cells)))...)
	}
	return r
}

func (x *xlsxSource) row(r record) Row { return x.mapper.row(r) }

func (x *xlsxSource) line() int { return x.sheet.row }

func (x *xlsxSource) layout() Layout { return Layout{Header: slices.Clone(x.mapper.header)} }

func (x *xlsxSource) close() error { return errors.Join(x.sheet.close(), x.book.close()) }
