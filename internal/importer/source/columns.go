package source

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/nearest"
)

// cursor is the column that grows.
func (r *queryRows) cursor() column { return r.columns[r.keyAt] }

// findCursor finds the column that grows: by its very name, else in any case.
func (r *queryRows) findCursor(header []string) error {
	cursor := r.query.cursor
	if cursor == "" {
		return nil
	}
	r.keyAt = slices.Index(header, cursor)
	if r.keyAt < 0 {
		r.keyAt = slices.IndexFunc(header, func(name string) bool { return strings.EqualFold(name, cursor) })
	}
	if r.keyAt >= 0 {
		return nil
	}
	mend := "select it, or name another under source.sql.cursor"
	if name := nearest.Name(cursor, header); name != "" {
		mend = fmt.Sprintf("did you mean %q?", name)
	}
	return r.query.place.lasting(nil, fmt.Sprintf("gives no column %q, which is to be the cursor: the columns are %q", cursor, header), mend)
}

// distinct finds a name that two columns have: the rows' cells, and the cursor, go by names.
func (p place) distinct(header []string) error {
	for i, name := range header {
		if slices.Contains(header[:i], name) {
			return p.lasting(nil, fmt.Sprintf("gives two columns %q", name), twiceMend)
		}
	}
	return nil
}
