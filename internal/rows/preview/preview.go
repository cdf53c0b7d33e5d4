// Package preview says how an input is understood and what would become of its rows, before any of
// them is queued.
package preview

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/cells"
	"github.com/trackreg/trackreg/internal/rows/columns"
)

const (
	// firstMost is how many of the entries are shown.
	firstMost = 5
	// BadMost is how many of the rows that are no entry are named; the rest is counted by kind.
	BadMost = 20
)

// Preview is how an input is understood. Its JSON is read by scripts: fields are added to it, never
// changed.
type Preview struct {
	Input    string      `json:"input"`
	Format   rows.Format `json:"format"`
	Encoding string      `json:"encoding"`
	// Columns are those that give a field, and Unread are the headings of the others.
	Columns []Column `json:"columns"`
	Unread  []string `json:"unread_columns"`
	// About is what else there is to know: sheets that are passed over, a name that says something
	// else than the content.
	About []string `json:"about"`

	Rows    int64 `json:"rows"` // of several numbers in one cell each is one
	Valid   int64 `json:"valid"`
	Invalid int64 `json:"invalid"`
	Old     int64 `json:"older"`
	// First are the first entries, as they would be sent.
	First []json.RawMessage `json:"first_entries"`
	// Bad are the first rows that are no entry; Kinds counts all of them by what is wrong.
	Bad   []BadRow `json:"bad_rows"`
	Kinds []Kind   `json:"bad_kinds"`
	// Cleaned counts rows by what was taken off their cells, or left out of them.
	Cleaned []Kind `json:"cleaned"`
	// Lacking counts valid rows by the field that their carrier asks for, which they do not have.
	Lacking []Kind `json:"lacking"`
	// Batch is how many numbers one call takes, and Calls how many calls the valid rows need.
	Batch int   `json:"batch_size"`
	Calls int64 `json:"calls"`

	understood []string // as the reader says it in words
}

// Column is a column that gives a field.
type Column struct {
	Field   string `json:"field"`
	Heading string `json:"column"`
	Letter  string `json:"letter"`
}

// BadRow is a row that is no entry.
type BadRow struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// Kind counts rows.
type Kind struct {
	Text string `json:"what"`
	Rows int64  `json:"rows"`
}

// Of reads the input to its end, and blocks until then or until ctx ends. batch is how many numbers
// one call takes. An error of the reading comes with what was read before it.
func Of(ctx context.Context, in *rows.Reader, name string, batch int) (Preview, error) {
	return Begun(in, name).Counted(ctx, batch, in.Read)
}

// Counted counts the rows that next gives, up to io.EOF, on top of what is known of their input.
func (p Preview) Counted(ctx context.Context, batch int, next func() (rows.Row, error)) (Preview, error) {
	p.Batch = batch
	c := newCounting(&p)
	for {
		row, err := next()
		if err == nil {
			err = ctx.Err()
		}
		switch {
		case errors.Is(err, io.EOF):
			c.finish()
			return p, nil
		case err != nil:
			c.finish()
			return p, err
		}
		c.add(row)
	}
}

// Begun is what is known of an input before its rows are read.
func Begun(in *rows.Reader, name string) Preview {
	p := Preview{
		Input: name, Format: in.Format(), Encoding: in.Encoding(), About: append([]string{}, in.About()...),
		Columns: []Column{}, Unread: []string{}, First: []json.RawMessage{}, Bad: []BadRow{},
		understood: in.Understood(),
	}
	for _, m := range in.Mapping() {
		p.Columns = append(p.Columns, Column{Field: m.Field, Heading: m.Heading(), Letter: columns.Letter(m.Index)})
	}
	for _, m := range in.Unread() {
		p.Unread = append(p.Unread, m.Heading())
	}
	return p
}

// counting counts the rows of a preview.
type counting struct {
	to    *Preview
	kinds Counts
	tally Tally
}

func newCounting(to *Preview) *counting { return &counting{to: to} }

func (c *counting) add(row rows.Row) {
	c.to.Rows++
	c.tally.Add(row)
	switch {
	case row.Err != nil:
		c.to.Invalid++
		c.kinds.Add(row.Err.Problem)
		if len(c.to.Bad) < BadMost {
			c.to.Bad = append(c.to.Bad, BadRow{Line: row.Line, Reason: row.Err.Reason()})
		}
	case row.Old:
		c.to.Old++
	default:
		c.to.Valid++
		if len(c.to.First) < firstMost {
			c.to.First = append(c.to.First, row.Entry.Body)
		}
	}
}

func (c *counting) finish() {
	c.to.Kinds, c.to.Lacking, c.to.Cleaned = c.kinds.Most(), c.tally.Lacking(), c.tally.Cleaned()
	if c.to.Batch > 0 {
		c.to.Calls = (c.to.Valid + int64(c.to.Batch) - 1) / int64(c.to.Batch)
	}
}

// Cleaned says a tally in words.
func Cleaned(tally *cells.Tally) []Kind {
	all := []Kind{}
	for kind, n := range tally.All() {
		all = append(all, Kind{Text: kind.String(), Rows: n})
	}
	return all
}
