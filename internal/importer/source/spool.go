package source

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/tempfile"
)

// spool keeps rows of cells in a temporary file: first all are added, then all are read. A table
// may be larger than the memory, and a transaction must not last as long as the rows are waited for.
type spool struct {
	place   place
	file    *os.File
	out     *bufio.Writer
	in      *bufio.Reader
	size    int64
	most    int64
	record  []byte // reused from row to row
	lengths []int  // likewise
}

func newSpool(o Options, p place) (*spool, error) {
	file, err := tempfile.New(o.TempDir)
	if err != nil {
		return nil, p.room(err)
	}
	return &spool{place: p, file: file, out: bufio.NewWriterSize(file, 64<<10), in: bufio.NewReaderSize(file, 64<<10), most: o.MostBytes}, nil
}

// empty makes the spool ready to be filled anew.
func (s *spool) empty() error {
	s.size = 0
	err := s.file.Truncate(0)
	if err == nil {
		_, err = s.file.Seek(0, io.SeekStart)
	}
	s.out.Reset(s.file)
	if err != nil {
		return s.place.room(err)
	}
	return nil
}

// add adds a row: the lengths of its cells, then their bytes.
func (s *spool) add(cells []string) error {
	record := s.record[:0]
	for _, cell := range cells {
		record = binary.AppendUvarint(record, uint64(len(cell)))
	}
	for _, cell := range cells {
		record = append(record, cell...)
	}
	s.record = record
	s.size += int64(len(record))
	if s.size > s.most {
		return s.place.lasting(rows.ErrTooLarge, fmt.Sprintf("gives more than %d bytes at once", s.most),
			"read less by one run, or use a cursor whose values few rows share")
	}
	if _, err := s.out.Write(record); err != nil {
		return s.place.room(err)
	}
	return nil
}

// rewind goes to the first row, to read.
func (s *spool) rewind() error {
	err := s.out.Flush()
	if err == nil {
		_, err = s.file.Seek(0, io.SeekStart)
	}
	s.in.Reset(s.file)
	if err != nil {
		return s.place.room(err)
	}
	return nil
}

// next reads the next row, which has as many cells as were added. The cells may be kept; record,
// the row's bytes, holds until the next call.
func (s *spool) next(width int) (cells []string, record []byte, err error) {
	lengths, sum := slices.Grow(s.lengths[:0], width)[:width], 0
	s.lengths = lengths
	for i := range lengths {
		n, err := binary.ReadUvarint(s.in)
		if err != nil {
			return nil, nil, s.place.room(err)
		}
		lengths[i] = int(n)
		sum += lengths[i]
	}
	if cap(s.record) < sum {
		s.record = make([]byte, sum)
	}
	s.record = s.record[:sum]
	if _, err := io.ReadFull(s.in, s.record); err != nil {
		return nil, nil, s.place.room(err)
	}
	text := string(s.record)
	cells = make([]string, width)
	for i, n := range lengths {
		cells[i], text = text[:n], text[n:]
	}
	return cells, s.record, nil
}

func (s *spool) close() error { return s.file.Close() }
