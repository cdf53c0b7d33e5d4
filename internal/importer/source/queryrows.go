package source

import (
	"context"
	"errors"
	"fmt"
	"hash/crc64"
	"io"
	"strconv"

	"github.com/trackreg/trackreg/internal/rows"
)

// queryRows are the rows of a query. It implements Rows.
type queryRows struct {
	ctx     context.Context
	query   *query
	session session
	spool   *spool
	columns []column
	keyAt   int // which column is the cursor
	mapper  *rows.Mapper
	page    page
	read    int64 // rows of the page

	at     Position // without Digest
	digest uint64   // of the at.Past rows
	key    string   // the last row's
}

// open fetches the first page behind the position and passes over the rows of it that were read.
func (r *queryRows) open(at Position) error {
	if r.query.cursor != "" {
		err := r.ask(r.query.none(), r.at.Key, column{}, receiver{columns: r.describe})
		if err != nil {
			return err
		}
	}
	if err := r.fetch(); err != nil {
		return err
	}
	return r.resume(at)
}

// ask asks the database with the key for $cursor.
func (r *queryRows) ask(text, key string, cursor column, to receiver) error {
	if key == "" {
		key = r.query.start
	}
	var arguments []any
	if r.query.cursor != "" {
		d := r.query.database
		arguments = d.arguments(d.bind(key, cursor), len(r.query.statement.marks))
	}
	return r.session.read(r.ctx, text, arguments, to)
}

// describe takes the columns of the answer, and finds which of them are asked for.
func (r *queryRows) describe(columns []column) error {
	r.columns = columns
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.name
	}
	if err := r.query.place.distinct(header); err != nil {
		return err
	}
	if err := r.findCursor(header); err != nil {
		return err
	}
	mapper, err := rows.NewMapper(header, r.query.reading)
	if err != nil {
		return r.query.place.lasting(err, "gives rows that cannot be used: "+err.Error(), "")
	}
	r.mapper = mapper
	return nil
}

// resume passes over the rows behind the key that were read before. When they are not the same
// rows any more, or not in that order, all of them are read once more: none may be left out.
func (r *queryRows) resume(at Position) error {
	same, err := r.pass(at)
	if err != nil {
		return err
	}
	if !same {
		r.at = Position{Row: at.Row, Key: at.Key}
		r.read, r.digest, r.key = 0, 0, ""
		return r.spool.rewind()
	}
	r.at = at
	r.turn()
	return nil
}

func (r *queryRows) pass(at Position) (same bool, err error) {
	if at.Past > r.page.whole {
		return false, nil
	}
	for range at.Past {
		if _, err := r.next(); err != nil {
			return false, err
		}
	}
	return digestText(at.Past, r.digest) == at.Digest, nil
}

// Read implements Rows. It blocks while the next page is fetched.
func (r *queryRows) Read() (rows.Row, error) {
	if err := r.query.place.ended(r.ctx); err != nil {
		return rows.Row{}, err
	}
	for r.read == r.page.whole {
		if r.page.last {
			return rows.Row{}, io.EOF
		}
		if err := r.fetch(); err != nil {
			return rows.Row{}, err
		}
	}
	cells, err := r.next()
	if err != nil {
		return rows.Row{}, err
	}
	r.at.Row++
	r.at.Past++
	r.turn()
	row := r.mapper.Row(int(r.at.Row), cells)
	if row.Err != nil {
		row.Err.File = r.query.place.source
	}
	return row, nil
}

// next takes the next row of the page. With the first row of another key, all rows of the one
// before were read.
func (r *queryRows) next() (cells []string, err error) {
	width := len(r.columns)
	if r.query.cursor != "" {
		width++
	}
	cells, record, err := r.spool.next(width)
	if err != nil {
		return nil, err
	}
	if r.query.cursor != "" {
		sign, key := cells[width-1][:1], cells[width-1][1:]
		if sign == otherKey && r.read > 0 {
			r.behind(r.key)
		}
		r.key, cells = key, cells[:width-1:width-1]
	}
	r.read++
	r.digest = crc64.Update(r.digest, digestTable, record)
	return cells, nil
}

// turn moves the position behind a page that was read to its end.
func (r *queryRows) turn() {
	if r.query.cursor != "" && r.read == r.page.whole && r.read > 0 {
		r.behind(r.page.key)
	}
}

// behind moves the position behind all rows with the key.
func (r *queryRows) behind(key string) {
	r.at.Key, r.at.Past, r.digest = key, 0, 0
}

var digestTable = crc64.MakeTable(crc64.ECMA)

func digestText(past int64, digest uint64) string {
	if past == 0 {
		return ""
	}
	return strconv.FormatUint(digest, 16)
}

// Position implements Rows.
func (r *queryRows) Position() Position {
	at := r.at
	at.Digest = digestText(at.Past, r.digest)
	return at
}

// Understood implements Rows.
func (r *queryRows) Understood() []string { return r.mapper.Understood() }

// Layout implements Rows.
func (r *queryRows) Layout() rows.Layout { return r.mapper.Layout() }

// Share implements Rows. How much is behind a page nobody knows.
func (r *queryRows) Share() float64 {
	if r.query.cursor != "" || r.page.whole == 0 {
		return -1
	}
	return float64(r.read) / float64(r.page.whole)
}

// Close implements Rows.
func (r *queryRows) Close() error {
	if err := errors.Join(r.session.close(), r.spool.close()); err != nil {
		return fmt.Errorf("close what was read of %s: %w", r.query.place.source, err)
	}
	return nil
}
