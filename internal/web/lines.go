package web

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/trackreg/trackreg/queue"
)

const (
	// chunkItems and chunkBytes bound what is enqueued together, and with it the
	// memory that a stream takes.
	chunkItems = 1000
	chunkBytes = 256 << 10
	// lineBuffer is the longest line that is looked at; an entry is shorter.
	lineBuffer = 4 * queue.MaxPayload
)

// lineReader reads the items of an NDJSON stream, in chunks.
type lineReader struct{ lines *bufio.Reader }

func newLineReader(r io.Reader) lineReader { return lineReader{bufio.NewReaderSize(r, lineBuffer)} }

// chunk appends to items what has come of the stream: it waits for the first
// item and for no other. At the stream's end, or an error, it returns what came
// before that, and the error. Blank lines are no items; a line without an end counts
// only at the stream's.
func (l lineReader) chunk(items []item) ([]item, error) {
	for size := 0; len(items) < chunkItems && size < chunkBytes; {
		if len(items) > 0 && !l.ready() {
			return items, nil
		}
		line, err := l.lines.ReadSlice('\n')
		size += len(line)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			items = append(items, item{err: errLongLine})
			err = l.skip()
		case err != nil && !errors.Is(err, io.EOF): // half a line
		case len(bytes.TrimSpace(line)) > 0:
			items = append(items, parse(line))
		}
		if err != nil {
			return items, err
		}
	}
	return items, nil
}

// ready says whether a whole line has come.
func (l lineReader) ready() bool {
	come, _ := l.lines.Peek(l.lines.Buffered())
	return bytes.IndexByte(come, '\n') >= 0
}

// skip drops the rest of a line.
func (l lineReader) skip() error {
	for {
		_, err := l.lines.ReadSlice('\n')
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

var errLongLine = &queue.EntryError{
	Problem: fmt.Sprintf("is longer than %d bytes", lineBuffer),
	Mend:    fmt.Sprintf("keep an item to %d, and end it with a newline", queue.MaxPayload),
}
