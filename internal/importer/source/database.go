package source

import (
	"context"
	"net/url"
	"strings"
	"time"
)

// database is what differs from one kind of database to the other.
type database interface {
	// open returns a session, which is not connected yet.
	open(ctx context.Context, p place) (session, error)
	// parameter is the mark of $cursor's value in a query.
	parameter() string
	// arguments are the values for that many marks.
	arguments(value any, marks int) []any
	// bind returns the key as a parameter that is compared with the column.
	bind(key string, with column) any
	// quote returns the name as it stands in a query.
	quote(name string) string
	// order puts rows in an order of all their columns, whatever these are.
	order(columns []string) string
	lexis() lexis
}

// idleConnection is how long a session keeps a connection that it does not use: pages follow each
// other at once or not for long.
const idleConnection = 30 * time.Second

// session reads from a database. It is for one goroutine.
type session interface {
	// read gives what the query answers to the receiver, within a read-only transaction. Its
	// errors are worded.
	read(ctx context.Context, query string, arguments []any, to receiver) error
	close() error
}

// column is a column of an answer.
type column struct {
	name    string
	integer bool
	show    func(text string) string // makes the cell of what the database answers; nil for the same
}

// receiver takes an answer. An error of its own ends the reading and is returned as it is.
type receiver struct {
	columns func([]column) error
	row     func(values [][]byte) error // nil for NULL; valid during the call only
}

// openDatabase finds out which database the DSN names. It never quotes the DSN.
func openDatabase(dsn string) (database, place, error) {
	p := place{source: "source.sql.dsn"}
	const mend = "write it as postgres://USER:PASSWORD@HOST/DATABASE or mysql://..., and in user and password / ? # @ : % as %2F %3F %23 %40 %3A %25"
	address, err := url.Parse(dsn)
	if err != nil {
		return nil, p, p.lasting(nil, "is no address of a database", mend)
	}
	name := address.Scheme + "://" + address.Host + address.Path
	p = place{source: name}
	if password, given := address.User.Password(); given {
		p.secrets = []string{password, url.QueryEscape(password)}
	}
	if secret := address.Query().Get("password"); secret != "" {
		p.secrets = append(p.secrets, secret)
	}
	var d database
	switch strings.ToLower(address.Scheme) {
	case "postgres", "postgresql":
		d, err = newPostgres(dsn)
	case "mysql", "mariadb":
		d, err = newMySQL(address)
	default:
		return nil, p, place{source: "source.sql.dsn"}.lasting(nil, "names no database that can be read", mend)
	}
	if err != nil {
		return nil, p, p.lasting(nil, "cannot be opened: "+err.Error(), mend)
	}
	return d, p, nil
}
