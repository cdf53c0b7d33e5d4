// Package book writes an XLSX of one sheet whose cells are all text, row by row in constant memory,
// so that a spreadsheet neither rounds a number nor drops its leading zeros. It is no library for
// workbooks: what is read of one is package rows' business, and nothing else is written here.
package book

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// The most that an XLSX may hold.
const (
	MaxRows    = 1 << 20 // with the header
	MaxColumns = 1 << 14
	MaxCell    = 32767 // UTF-16 code units of a cell's text
)

// ErrLimit is wrapped by the errors about what is more than an XLSX may hold.
var ErrLimit = errors.New("an XLSX cannot hold that, write a CSV")

// Writer writes a workbook. The first row is its header: bold, and in sight when one scrolls. It
// is for one goroutine; after an error it is of no more use.
type Writer struct {
	archive *zip.Writer
	sheet   *bufio.Writer
	rows    int
}

// NewWriter returns a writer of a workbook to w. Errors of w come with Write and Close.
func NewWriter(w io.Writer) *Writer { return &Writer{archive: zip.NewWriter(w)} }

// Write writes the next row. An empty cell is left out, and yet is one for text to a spreadsheet.
func (w *Writer) Write(cells []string) error {
	if err := w.begin(); err != nil {
		return err
	}
	if w.rows == MaxRows || len(cells) > MaxColumns {
		return fmt.Errorf("%w: more than %d rows and %d columns", ErrLimit, MaxRows, MaxColumns)
	}
	w.rows++
	style := `" s="1" t="inlineStr"><is><t xml:space="preserve">`
	if w.rows == 1 {
		style = `" s="2" t="inlineStr"><is><t xml:space="preserve">`
	}
	row := strconv.Itoa(w.rows)
	w.put(`<row r="`, row, `">`)
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		if n := units(cell); n > MaxCell {
			return fmt.Errorf("%w: row %d has a cell of %d characters, and %d are the most", ErrLimit, w.rows, n, MaxCell)
		}
		w.put(`<c r="`, columnName(i), row, style, escape(cell), `</t></is></c>`)
	}
	return w.put(`</row>`)
}

// Close completes the workbook. It does not close the writer below it.
func (w *Writer) Close() error {
	if err := w.begin(); err != nil {
		return err
	}
	_ = w.put(sheetEnd) // the error stays with the sheet
	return errors.Join(w.sheet.Flush(), w.archive.Close())
}

// begin writes all that comes before the first row.
func (w *Writer) begin() error {
	if w.sheet != nil {
		return nil
	}
	for _, part := range parts {
		to, err := w.archive.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(to, declaration+part.content); err != nil {
			return err
		}
	}
	sheet, err := w.archive.Create(sheetName)
	if err != nil {
		return err
	}
	w.sheet = bufio.NewWriter(sheet)
	return w.put(declaration, sheetBegin)
}

func (w *Writer) put(texts ...string) (err error) {
	for _, text := range texts {
		_, err = w.sheet.WriteString(text)
	}
	return err
}

// columnName writes a column, from 0, as A to XFD.
func columnName(column int) string {
	var name [3]byte
	at := len(name)
	for column++; column > 0; column = (column - 1) / 26 {
		at--
		name[at] = 'A' + byte((column-1)%26)
	}
	return string(name[at:])
}
