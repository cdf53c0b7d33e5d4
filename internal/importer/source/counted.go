package source

import (
	"errors"
	"io"
)

// counted counts what is read, and keeps the error that is none of the reader behind it.
type counted struct {
	in  io.Reader
	n   int64
	err error
}

// Read implements io.Reader.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}
