package rows

import (
	"bufio"
	"cmp"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/trackreg/trackreg/internal/tempfile"
)

// heldMost is how many bytes of rows InOrder holds in memory, about: some 50,000 rows of an export.
const heldMost = 16 << 20

// InOrder takes rows in the order in which they fail and writes them in that of their lines. Up to
// so many it holds them in memory; more go to a temporary file, sorted in runs that are merged when
// they are written. It is for one goroutine.
type InOrder struct {
	most int // bytes to be held
	held []failed
	size int // of what is held
	file *os.File
	ends []int64 // of each run in the file
}

// failed is a row that failed, and why.
type failed struct {
	Line    int
	Cells   []string
	Verdict Verdict
}

// NewInOrder returns one that has no rows. Close it.
func NewInOrder() *InOrder { return &InOrder{most: heldMost} }

// Add takes a row. The error says that it could not be put by.
func (o *InOrder) Add(row Row, v Verdict) error {
	o.held = append(o.held, failed{row.Line, row.Raw, v})
	o.size += 200 + len(v.Message) // what a row takes besides its cells
	for _, cell := range row.Raw {
		o.size += 16 + len(cell)
	}
	if o.size < o.most {
		return nil
	}
	if err := o.spill(); err != nil {
		return fmt.Errorf("put rows that failed in a temporary file: %w", err)
	}
	return nil
}

// spill puts what is held behind the runs in the file.
func (o *InOrder) spill() (err error) {
	if o.file == nil {
		if o.file, err = tempfile.New(""); err != nil {
			return err
		}
	}
	o.sort()
	out := bufio.NewWriter(o.file)
	to := gob.NewEncoder(out)
	for _, one := range o.held {
		if err := to.Encode(one); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	end, err := o.file.Seek(0, io.SeekCurrent)
	o.ends, o.held, o.size = append(o.ends, end), o.held[:0], 0
	clear(o.held[:cap(o.held)])
	return err
}

// sort orders what is held by its lines; rows of one line stay as they came.
func (o *InOrder) sort() {
	slices.SortStableFunc(o.held, func(a, b failed) int { return cmp.Compare(a.Line, b.Line) })
}

// WriteTo writes all rows, and flushes. It may be called again, for another file.
func (o *InOrder) WriteTo(f *Failures) error {
	o.sort()
	runs := []*run{{rest: o.held}}
	var begin int64
	for _, end := range o.ends {
		runs = append(runs, &run{from: gob.NewDecoder(bufio.NewReader(io.NewSectionReader(o.file, begin, end-begin)))})
		begin = end
	}
	// What is held came last.
	if err := merge(append(runs[1:], runs[0]), f); err != nil {
		return err
	}
	return f.Flush()
}

// Close removes the temporary file.
func (o *InOrder) Close() error {
	if o.file == nil {
		return nil
	}
	err := tempfile.Discard(o.file)
	o.file, o.ends = nil, nil
	return err
}

// run is rows in the order of their lines, of which next is the first that was not written; they
// come from the file or from what is held.
type run struct {
	from *gob.Decoder
	rest []failed
	next failed
}

// advance reads the next row; io.EOF after the last.
func (r *run) advance() error {
	if r.from != nil {
		r.next = failed{}
		return r.from.Decode(&r.next)
	}
	if len(r.rest) == 0 {
		return io.EOF
	}
	r.next, r.rest = r.rest[0], r.rest[1:]
	return nil
}

// merge writes the rows of runs. There are few: each is some 50,000 rows.
func merge(runs []*run, to *Failures) error {
	open := make([]*run, 0, len(runs))
	for _, r := range runs {
		if err := r.advance(); err == nil {
			open = append(open, r)
		} else if !errors.Is(err, io.EOF) {
			return fmt.Errorf("read rows that failed from a temporary file: %w", err)
		}
	}
	for len(open) > 0 {
		first := 0
		for i, r := range open {
			if r.next.Line < open[first].next.Line {
				first = i
			}
		}
		one := open[first].next
		if err := to.Write(Row{Line: one.Line, Raw: one.Cells}, one.Verdict); err != nil {
			return err
		}
		switch err := open[first].advance(); {
		case errors.Is(err, io.EOF):
			open = slices.Delete(open, first, first+1)
		case err != nil:
			return fmt.Errorf("read rows that failed from a temporary file: %w", err)
		}
	}
	return nil
}
