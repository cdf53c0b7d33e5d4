package source

import (
	"context"
	"net/url"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/rows"
)

// firstKey stands for $cursor before anything was read, where the settings give no start.
const firstKey = "0"

// query is the rows of a SELECT. It implements Source.
//
// With a cursor the rows are fetched page by page, each in a short transaction of its own: the
// run waits between them for as long as calls take. Without one they are fetched all at once.
type query struct {
	database  database
	statement statement
	cursor    string
	start     string
	reading   rows.Options
	options   Options
	place     place
}

func newQuery(s configs.SQL, reading rows.Options, o Options) (*query, error) {
	database, place, err := openDatabase(s.DSN.Reveal())
	if err != nil {
		return nil, err
	}
	q := &query{database: database, cursor: s.Cursor, start: s.Start, reading: reading, options: o, place: place}
	q.statement = database.lexis().parse(s.Query)
	if err := q.statement.check(place, s.Cursor); err != nil {
		return nil, err
	}
	if q.start == "" {
		q.start = firstKey
	}
	return q, nil
}

// Parts implements Source. The database is not asked yet. Another cursor makes another part: the
// key that was read of the one before says nothing of it.
func (q *query) Parts(context.Context) (Listing, error) {
	name := q.place.source
	if q.cursor != "" {
		name += "?cursor=" + url.QueryEscape(q.cursor)
	}
	return Listing{Parts: []Part{{Name: name, Size: -1}}}, nil
}

// Open implements Source.
func (q *query) Open(ctx context.Context, _ Part, at Position) (Rows, error) {
	spool, err := newSpool(q.options, q.place)
	if err != nil {
		return nil, err
	}
	session, err := q.database.open(ctx, q.place)
	if err != nil {
		_ = spool.close() // the first error counts
		return nil, err
	}
	r := &queryRows{ctx: ctx, query: q, session: session, spool: spool, at: Position{Row: at.Row, Key: at.Key}}
	if err := r.open(at); err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}

// Changed implements Source: a query's rows have no version.
func (q *query) Changed(context.Context, Part) (bool, error) { return false, nil }

// Finish implements Source: the rows stay where they are.
func (q *query) Finish(context.Context, Part) (moved bool, err error) { return false, nil }
