package configs

import (
	"net/url"
	"strings"
)

// SQL reads rows from a database.
type SQL struct {
	// DSN names the database. It may hold a password.
	DSN   Secret `yaml:"dsn,omitempty"`
	Query string `yaml:"query,omitempty"`
	// Cursor is the column that grows; $cursor in Query stands for the last that was read.
	Cursor string `yaml:"cursor,omitempty"`
	// Start stands for $cursor before anything was read.
	Start string `yaml:"start,omitempty"`
}

// cursorWord stands in a query for the last key that was read.
const cursorWord = "$cursor"

func (s SQL) check(c *checker) {
	s.checkDSN(c)
	c.require(strings.TrimSpace(s.Query) != "", "query", "is missing", "give the SELECT whose rows are imported")
	uses := strings.Contains(s.Query, cursorWord)
	c.require(s.Cursor == "" || s.Query == "" || uses, "query", "does not use "+cursorWord+", so that each run would read all rows again",
		"add WHERE "+s.Cursor+" > "+cursorWord+", or drop cursor")
	c.require(s.Cursor != "" || !uses, "cursor", "is missing, but the query uses "+cursorWord, "name the column that grows, such as id")
	c.require(s.Start == "" || s.Cursor != "", "start", "is given, but no cursor", "name the column that grows under cursor, or drop this")
}

// checkDSN says nothing of what it holds, which may be a password.
func (s SQL) checkDSN(c *checker) {
	const example = "as postgres://USER:PASSWORD@HOST/DATABASE"
	dsn := s.DSN.Reveal()
	switch _, err := url.Parse(dsn); {
	case dsn == "":
		c.problem("dsn", "is missing", "name the database, "+example)
	case dsn == hidden: // all that config show prints of it
	case !hasScheme(dsn, []string{"postgres", "postgresql", "mysql", "mariadb"}):
		c.problem("dsn", "does not begin as the address of a database does", "begin it with postgres:// or mysql://, "+example)
	case err != nil:
		c.problem("dsn", "is no address", "write it "+example+", and in user and password / ? # @ : % as %2F %3F %23 %40 %3A %25")
	}
}
