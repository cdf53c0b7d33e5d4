package source

import "fmt"

// page is what was fetched of a query at once. Its rows are in the spool: the cells, and with a
// cursor as the last one the key behind a sign.
type page struct {
	whole int64  // the rows up to the last key that is there with all its rows
	key   string // that key
	last  bool   // nothing is behind it
}

// The signs before a row's key.
const (
	sameKey  = "=" // the row before has it too
	otherKey = ">"
)

// filling puts an answer into the spool.
type filling struct {
	page
	rows    *queryRows
	cells   []string
	count   int64
	rank    string // the last row's
	lastKey string
}

// fetch fetches the next page. All rows of its last key need not be there: these are left to the
// next page, and where it has no other key a larger page is fetched.
func (r *queryRows) fetch() error {
	for limit := int64(r.query.options.PageRows); ; limit *= 2 {
		f := &filling{rows: r}
		if err := r.spool.empty(); err != nil {
			return err
		}
		if err := f.fill(limit); err != nil {
			return err
		}
		if f.whole > 0 || f.last {
			r.page, r.read = f.page, 0
			return r.spool.rewind()
		}
	}
}

func (f *filling) fill(limit int64) error {
	r, q := f.rows, f.rows.query
	if q.cursor == "" {
		err := r.ask(q.all(), "", column{}, receiver{columns: r.describe, row: f.add})
		f.whole, f.last = f.count, true
		return err
	}
	err := r.ask(q.some(r.columns, r.cursor(), limit), r.at.Key, r.cursor(), receiver{columns: f.compare, row: f.addRanked})
	if f.last = f.count < limit; f.last {
		f.whole, f.key = f.count, f.lastKey
	}
	return err
}

// compare holds the columns of a page against those that were there in the beginning.
func (f *filling) compare(columns []column) error {
	for i, c := range f.rows.columns {
		if len(columns) != len(f.rows.columns)+1 || columns[i].name != c.name {
			return f.rows.query.place.passing(nil, "has other columns now than a moment ago", "")
		}
	}
	return nil
}

// add puts a row of a query without a cursor into the spool.
func (f *filling) add(values [][]byte) error {
	f.count++
	f.show(values)
	return f.rows.spool.add(f.cells)
}

func (f *filling) show(values [][]byte) {
	f.cells = f.cells[:0]
	for i, c := range f.rows.columns {
		cell := string(values[i])
		if c.show != nil && values[i] != nil {
			cell = c.show(cell)
		}
		f.cells = append(f.cells, cell)
	}
}

// addRanked puts a row with its key into the spool.
func (f *filling) addRanked(values [][]byte) error {
	r := f.rows
	raw, rank := values[r.keyAt], string(values[len(values)-1])
	if err := f.checkKey(raw); err != nil {
		return err
	}
	key, sign := string(raw), sameKey
	if rank != f.rank {
		f.whole, f.key, sign = f.count, f.lastKey, otherKey
	}
	f.count++
	f.rank, f.lastKey = rank, key
	f.show(values)
	return r.spool.add(append(f.cells, sign+key))
}

// checkKey finds the rows at which the pages would not move.
func (f *filling) checkKey(raw []byte) error {
	r := f.rows
	if raw == nil {
		return r.query.place.lasting(nil, fmt.Sprintf("gives a row whose %s is NULL, behind which nothing can be read on", r.cursor().name),
			"leave such rows out of the query")
	}
	if f.count == 0 && r.at.Key != "" && string(raw) == r.at.Key {
		return r.query.place.lasting(nil, fmt.Sprintf("gives the rows with %s %q again", r.cursor().name, r.at.Key),
			"compare with > "+cursorWord+" and not with >=")
	}
	return nil
}
