package job

import (
	"cmp"
	"context"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/cells"
	"github.com/trackreg/trackreg/internal/rows/preview"
	"github.com/trackreg/trackreg/internal/sieve"
)

const (
	// ahead is how many rows are read ahead of those that are enqueued.
	ahead = 256
	// silence is how long a run that ends waits for a further row: a pipe may be
	// held open for ever.
	silence = 500 * time.Millisecond
)

// Input is rows that are read one after the other. Its methods but Close are for
// one goroutine at a time.
type Input struct {
	Name   string // for people
	Single bool   // it is numbers that somebody typed

	reader *rows.Reader
	file   *os.File // nil: standard input, or none
	lines  int64    // 0: unknown

	rows chan rows.Row
	end  atomic.Bool // all rows have been read
	err  error       // what ended the reading early; set before rows is closed
	quit chan struct{}
	once sync.Once
	pump sync.WaitGroup

	sieve   *sieve.Sieve   // nil: every row is taken
	ahead   []rows.Row     // that went through the sieve and are not taken yet
	skipped func(rows.Row) // is told of each row that did not go through

	cleaned cells.Tally // of the rows that were taken
}

// open begins to read. file, which may be nil, is closed with the input.
func open(from io.Reader, lines int64, file *os.File, o rows.Options) (*Input, error) {
	in := &Input{
		Name: o.Name, file: file, lines: lines, rows: make(chan rows.Row, ahead), quit: make(chan struct{}),
	}
	reader, err := rows.Open(from, o)
	if err != nil {
		in.close()
		return nil, &ArgumentError{err}
	}
	in.reader = reader
	if reader.Packed() {
		in.lines = 0 // those of packed data say nothing
	}
	in.pump.Go(in.run)
	return in, nil
}

// run reads rows until the end, or Close. A read that blocks cannot be ended, so
// the rows come by a channel: whoever takes them can end all the same.
func (in *Input) run() {
	defer close(in.rows)
	defer func() { _ = in.reader.Close() }() // it was only read
	for row, err := range in.reader.All() {
		if err != nil {
			in.err = err
			return
		}
		select {
		case in.rows <- row:
		case <-in.quit:
			return
		}
	}
}

// SkipKnown has the input leave out what the sieve holds back. Call it before a
// row is taken.
func (in *Input) SkipKnown(s *sieve.Sieve) {
	in.sieve = s
	in.skipped = func(rows.Row) {}
}

// next returns the next row that the sieve lets through; false after the last, or
// when ctx ends.
func (in *Input) next(ctx context.Context) (rows.Row, bool) {
	if in.sieve == nil {
		return in.take(ctx)
	}
	for len(in.ahead) == 0 {
		first, ok := in.take(ctx)
		if !ok {
			return rows.Row{}, false
		}
		in.ahead = in.sieve.Pass(ctx, in.upTo(sieve.Most, first), in.skipped)
	}
	row := in.ahead[0]
	in.ahead = in.ahead[1:]
	return row, true
}

// upTo returns first and, up to n in all, the rows that have been read already.
func (in *Input) upTo(n int, first rows.Row) []rows.Row {
	some := []rows.Row{first}
	for len(some) < n {
		select {
		case row, ok := <-in.rows:
			if !ok {
				in.end.Store(true)
				return some
			}
			in.cleaned.Add(row.Done)
			some = append(some, row)
		default:
			return some
		}
	}
	return some
}

// take returns the next row; false after the last, or when ctx ends.
func (in *Input) take(ctx context.Context) (rows.Row, bool) {
	select {
	case row, ok := <-in.rows:
		in.end.Store(!ok)
		in.cleaned.Add(row.Done)
		return row, ok
	case <-ctx.Done():
		return rows.Row{}, false
	}
}

// Begun is how the input is understood, before its rows are read.
func (in *Input) Begun() preview.Preview { return preview.Begun(in.reader, in.Name) }

// Preview reads the input to its end and says what would become of its rows; batch is how many
// numbers one call takes. It blocks until then, or until ctx ends.
func (in *Input) Preview(ctx context.Context, batch int) (preview.Preview, error) {
	return in.Begun().Counted(ctx, batch, func() (rows.Row, error) {
		row, ok := in.take(ctx)
		if ok {
			return row, nil
		}
		return row, cmp.Or(ctx.Err(), in.failure(), io.EOF)
	})
}

// drain returns the next row, as long as rows come without a pause.
func (in *Input) drain(ctx context.Context) (rows.Row, bool) {
	ctx, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	return in.next(ctx)
}

// failure is the error that ended the reading early, once all rows have been taken.
func (in *Input) failure() error {
	if !in.end.Load() {
		return nil
	}
	return in.err
}

// expected is about how many rows there will be when so many have been taken; 0
// while that cannot be said.
func (in *Input) expected(taken int64) int64 {
	switch {
	case in.end.Load():
		return taken
	case in.lines == 0:
		return 0
	}
	return max(taken, in.lines)
}

// Close ends the reading. It does not wait for a read of standard input, which
// nothing can end: its goroutine ends with the next row, or with the process.
func (in *Input) Close() {
	in.once.Do(func() {
		close(in.quit)
		in.close()
		if in.file != nil {
			in.pump.Wait()
		}
	})
}

func (in *Input) close() {
	if in.file != nil {
		_ = in.file.Close() // it was only read
	}
}
