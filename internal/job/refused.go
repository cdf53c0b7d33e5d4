package job

import (
	"errors"
	"fmt"
	"os"

	"github.com/trackreg/trackreg/internal/rows"
)

// refused is the failures file of a run. It is made when the first row comes.
type refused struct {
	path    string
	replace bool // a file that is there already is one to be replaced
	layout  rows.Layout
	file    *os.File
	writer  *rows.Failures
	count   int64
}

func newRefused(o Options) *refused {
	return &refused{path: o.FailuresFile, replace: o.Replace, layout: o.Input.reader.Layout()}
}

// write adds a row.
func (r *refused) write(row rows.Row, v rows.Verdict) error {
	if r.file == nil {
		if err := r.create(); err != nil {
			return err
		}
	}
	r.count++
	return r.writer.Write(row, v)
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
	r.file, r.writer = file, rows.NewFailures(file, r.layout)
	return nil
}

// close completes the file.
func (r *refused) close() error {
	if r.file == nil {
		return nil
	}
	return errors.Join(r.writer.Flush(), r.file.Close())
}

// wrote names the file and says how many rows are in it; "" if there is none.
func (r *refused) wrote() (string, int64) {
	if r.file == nil {
		return "", 0
	}
	return r.path, r.count
}
