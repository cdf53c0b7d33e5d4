package job

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/book"
)

// refused is the failures file of a run. It is made when the first row comes, so that a folder
// nobody may write to is told at once, and written at the end: rows fail in another order than
// that of their lines.
type refused struct {
	path    string
	replace bool // a file that is there already is one to be replaced
	layout  rows.Layout
	file    *os.File
	rows    *rows.InOrder
	count   int64
}

func newRefused(o Options) *refused {
	layout := o.Input.reader.Layout()
	layout.Format = rows.FailuresFormat(o.FailuresFile)
	return &refused{path: o.FailuresFile, replace: o.Replace, layout: layout, rows: rows.NewInOrder()}
}

// write adds a row.
func (r *refused) write(row rows.Row, v rows.Verdict) error {
	if r.file == nil {
		if err := r.create(); err != nil {
			return err
		}
	}
	r.count++
	return r.rows.Add(row, v)
}

func (r *refused) create() error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if r.replace {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(r.path, flags, 0o600)
	if err != nil {
		return fmt.Errorf("make the failures file: %w", err)
	}
	r.file = file
	return nil
}

// close completes the file.
func (r *refused) close() error {
	if r.file == nil {
		return r.rows.Close()
	}
	err := r.fill()
	if errors.Is(err, book.ErrLimit) {
		err = r.fillCSV()
	}
	return errors.Join(err, r.file.Close(), r.rows.Close())
}

func (r *refused) fill() error { return r.rows.WriteTo(rows.NewFailures(r.file, r.layout)) }

// fillCSV writes what an XLSX cannot hold to a CSV of a like name, in the place of it.
func (r *refused) fillCSV() error {
	err := errors.Join(r.file.Close(), os.Remove(r.path))
	r.path = freeName(strings.TrimSuffix(r.path, filepath.Ext(r.path)), ".csv")
	r.layout.Format, r.replace = rows.CSV, false
	if err = errors.Join(err, r.create()); err != nil {
		return err
	}
	return r.fill()
}

// wrote names the file and says how many rows are in it; "" if there is none.
func (r *refused) wrote() (string, int64) {
	if r.file == nil {
		return "", 0
	}
	return r.path, r.count
}
