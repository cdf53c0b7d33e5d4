package source

import (
	"context"
	"errors"
	"fmt"
	"hash/crc64"
	"io"
	"os"
	"strings"

	"github.com/trackreg/trackreg/internal/rows"
)

// content is the rows of a file, or of what was fetched into one. It implements Rows.
type content struct {
	ctx    context.Context
	place  place
	file   *os.File
	size   int64
	atEnd  func() error // looks at the part once more when all is read; nil for what was fetched
	bytes  counted
	reader *rows.Reader
	row    int64

	// digests says that nothing tells two states of the part apart but what its rows hold, and
	// digest is what those held that were read.
	digests bool
	digest  uint64
}

// open reads the beginning and passes over the rows before the position. Of c it takes what is
// not its own to set; on an error the file is closed.
func (c *content) open(o rows.Options, name string, at Position) (Rows, error) {
	if err := c.begin(o, name); err != nil {
		_ = c.Close() // the first error counts
		return nil, err
	}
	if err := c.skip(at); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

func (c *content) begin(o rows.Options, name string) error {
	if c.size == 0 {
		return c.place.lasting(nil, "is empty", "see why nothing was written to it")
	}
	page, err := isWebPage(c.file)
	if err != nil {
		return c.place.file(err)
	}
	if page {
		return c.place.lasting(nil, "is a web page and holds no rows",
			"see in a browser what it shows; when it asks to sign in, give what signs in under headers")
	}
	o.Name = name
	c.bytes.in = c.file
	c.reader, err = rows.Open(&c.bytes, o)
	if err != nil {
		return c.failed(err)
	}
	return nil
}

func (c *content) skip(at Position) error {
	if at.Row == 0 {
		return nil
	}
	err := c.pass(at.Row)
	switch {
	case errors.Is(err, io.EOF):
		return c.place.lasting(ErrChanged, fmt.Sprintf("has fewer than the %d rows that were read of it", at.Row), "see what has cut it")
	case err != nil:
		return c.failed(err)
	}
	c.row = at.Row
	if at.Digest != "" && at.Digest != c.Position().Digest {
		return c.place.changed(at.Row)
	}
	return nil
}

// pass passes over the next n rows.
func (c *content) pass(n int64) error {
	if !c.digests {
		return c.reader.Skip(n)
	}
	for range n {
		row, err := c.reader.Read()
		if err != nil {
			return err
		}
		c.hold(row)
	}
	return nil
}

// hold takes a row that was read into the digest.
func (c *content) hold(row rows.Row) {
	if !c.digests {
		return
	}
	for _, cell := range row.Raw {
		c.digest = crc64.Update(c.digest, digestTable, []byte(cell+"\x00"))
	}
	c.digest = crc64.Update(c.digest, digestTable, []byte("\n"))
}

// changed is of a part whose first rows are not those any more that were read.
func (p place) changed(rows int64) *Error {
	return p.lasting(ErrChanged, fmt.Sprintf("has changed since %d rows were read of it", rows), "the next run reads it from its beginning")
}

// Read implements Rows.
func (c *content) Read() (rows.Row, error) {
	if err := c.place.ended(c.ctx); err != nil {
		return rows.Row{}, err
	}
	row, err := c.reader.Read()
	switch {
	case err == nil:
		c.row++
		c.hold(row)
		return row, nil
	case errors.Is(err, io.EOF):
		if err := c.stillThere(); err != nil {
			return rows.Row{}, err
		}
		return rows.Row{}, io.EOF
	default:
		return rows.Row{}, c.failed(err)
	}
}

// failed words an error of package rows, which names the file itself. One that is still being
// written ends half-way, and that it changes is what has to be told.
func (c *content) failed(err error) error {
	if c.bytes.err != nil {
		return c.place.file(c.bytes.err)
	}
	if err := c.stillThere(); err != nil {
		return err
	}
	text := strings.TrimPrefix(err.Error(), c.place.part+": ")
	text = strings.Replace(text, "read "+c.place.part+" after", "after", 1)
	return c.place.lasting(err, "cannot be read: "+text, "")
}

func (c *content) stillThere() error {
	if c.atEnd == nil {
		return nil
	}
	return c.atEnd()
}

// Position implements Rows.
func (c *content) Position() Position {
	if !c.digests {
		return Position{Row: c.row}
	}
	return Position{Row: c.row, Digest: digestText(c.row, c.digest)}
}

// Understood implements Rows.
func (c *content) Understood() []string { return c.reader.Understood() }

// Layout implements Rows.
func (c *content) Layout() rows.Layout { return c.reader.Layout() }

// Share implements Rows. A workbook is taken in at once, so of it nothing is known.
func (c *content) Share() float64 {
	if c.size <= 0 || c.reader.Format() == rows.XLSX {
		return -1
	}
	return min(1, float64(c.bytes.n)/float64(c.size))
}

// Close implements Rows.
func (c *content) Close() error {
	var err error
	if c.reader != nil {
		err = c.reader.Close()
	}
	if err := errors.Join(err, c.file.Close()); err != nil {
		return fmt.Errorf("close %s: %w", c.place.part, err)
	}
	return nil
}
