package source

import "fmt"

// The query stands on lines of its own: it may end with a comment.

// all is the query as it is.
func (q *query) all() string { return q.statement.text }

// none asks for the columns alone.
func (q *query) none() string {
	return fmt.Sprintf("SELECT * FROM (\n%s\n) AS q LIMIT 0", q.bound())
}

// some asks for the next rows in the order of the cursor, and as the last column for the rank of
// the row's key among those of the page: only the database knows which texts are alike to it. Rows
// with the same key come in the same order whenever they are asked for.
func (q *query) some(columns []column, cursor column, limit int64) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = "p." + q.database.quote(c.name)
	}
	return fmt.Sprintf("SELECT p.*, DENSE_RANK() OVER (ORDER BY p.%[1]s) AS trackreg_rank FROM (\n"+
		"SELECT * FROM (\n%[2]s\n) AS q ORDER BY q.%[1]s LIMIT %[3]d\n) AS p ORDER BY p.%[1]s, %[4]s",
		q.database.quote(cursor.name), q.bound(), limit, q.database.order(names))
}

func (q *query) bound() string { return q.statement.bind(q.database.parameter()) }
