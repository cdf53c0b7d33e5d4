package rows

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// xlsxSource reads the cells of a sheet under its header.
type xlsxSource struct {
	book   *workbook
	sheet  *sheet
	mapper *Mapper
	begun  []record // that were read to find the header, and not given yet
	end    error    // what comes behind them, if not further rows
	about  []string
}

// newXLSX reads up to behind the header of the first sheet that has one.
func newXLSX(file *zipFile, o Options) (*xlsxSource, error) {
	o.Encoding, o.Format = utf8Encoding, XLSX
	book, err := openWorkbook(file, o.MostUnpacked)
	if err != nil {
		return nil, err
	}
	sheets, err := book.chosen(o.Sheet)
	if err != nil {
		return nil, err
	}
	x := &xlsxSource{book: book}
	var refused error
	for _, one := range sheets {
		err := x.open(one, o)
		if err == nil {
			x.tell(one.name)
			return x, nil
		}
		if refused == nil || errors.Is(refused, ErrNoRows) && !errors.Is(err, ErrNoRows) {
			refused = err
			if len(sheets) > 1 {
				refused = fmt.Errorf("sheet %q: %w", one.name, err)
			}
		}
		if x.sheet != nil {
			_ = x.sheet.close() // the other error is what matters
		}
	}
	return nil, refused
}

// tell names the sheets that are passed over.
func (x *xlsxSource) tell(read string) {
	var others []string
	for _, one := range x.book.readable() {
		if one.name != read {
			others = append(others, one.name)
		}
	}
	if len(others) > 0 {
		x.about = append(x.about, fmt.Sprintf("sheet %q is read; others are not: %q", read, others))
	}
}

func (x *xlsxSource) open(from sheetNamed, o Options) (err error) {
	x.sheet, x.begun, x.end, x.mapper = nil, nil, nil, nil
	if x.sheet, err = openSheet(from.part, o.MostUnpacked); err != nil {
		return err
	}
	begun := x.begin()
	if len(begun) == 0 && errors.Is(x.end, io.EOF) {
		return fmt.Errorf("%w: the sheet is empty: it needs a header", ErrNoRows)
	}
	if len(begun) == 0 {
		return x.end
	}
	found, err := findHeader(filledUp(begun), errors.Is(x.end, io.EOF), o)
	if err != nil {
		return err
	}
	for last := len(found.cells) - 1; last >= 0 && strings.TrimSpace(found.cells[last]) == ""; last-- {
		found.cells = found.cells[:last] // filled up
	}
	found.choice.Unread = slices.DeleteFunc(found.choice.Unread, func(m Mapping) bool { return m.Index >= len(found.cells) })
	if x.mapper, err = newMapper(found.cells, found.choice, o); err != nil {
		return err
	}
	return x.again(begun[found.behind:], from, o)
}

// begin reads the first rows. What ends the reading there is left in end, to come behind them.
func (x *xlsxSource) begin() []record {
	var begun []record
	for len(begun) < headerLooked+sampleRows {
		next, err := x.next()
		if err != nil {
			x.end = err
			break
		}
		begun = append(begun, next)
	}
	return begun
}

// again gives the rows that were read already. Where a column holds dates they are read anew, by
// what is known now.
func (x *xlsxSource) again(begun []record, from sheetNamed, o Options) (err error) {
	if x.mapper.age == nil {
		for i, r := range begun {
			begun[i].cells = x.widened(r.cells)
		}
		x.begun = begun
		return nil
	}
	x.book.dated, x.end = x.mapper.age.index, nil
	if err := x.sheet.close(); err != nil {
		return err
	}
	if x.sheet, err = openSheet(from.part, o.MostUnpacked); err != nil || len(begun) == 0 {
		return err
	}
	for {
		next, err := x.next()
		if err != nil {
			return err
		}
		if next.line >= begun[0].line {
			x.begun = []record{next}
			return nil
		}
	}
}

// filledUp gives rows of a sheet one width, since it leaves out empty cells.
func filledUp(all []record) []record {
	most := 0
	for _, r := range all {
		most = max(most, len(r.cells))
	}
	filled := slices.Clone(all)
	for i, r := range all {
		if r.err == nil {
			filled[i].cells = append(slices.Clone(r.cells), make([]string, most-len(r.cells))...)
		}
	}
	return filled
}

// widened fills up a row to the width of the header.
func (x *xlsxSource) widened(cells []string) []string {
	return append(cells, make([]string, max(0, len(x.mapper.header)-len(cells)))...)
}

func (x *xlsxSource) next() (record, error) {
	if len(x.begun) > 0 {
		first := x.begun[0]
		x.begun = x.begun[1:]
		return first, nil
	}
	if x.end != nil {
		return record{}, x.end
	}
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
		r.cells = x.widened(r.cells)
	}
	return r
}

func (x *xlsxSource) row(r record) Row { return x.mapper.row(r) }

func (x *xlsxSource) line() int { return x.sheet.row }

func (x *xlsxSource) layout() Layout { return x.mapper.Layout() }

func (x *xlsxSource) number(r record) string { return x.mapper.number(r) }

func (x *xlsxSource) close() error { return x.sheet.close() }
