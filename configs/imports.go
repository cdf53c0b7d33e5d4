package configs

import (
	"fmt"
	"regexp"
	"time"
)

// Import is one bulk import: where rows come from and how they become numbers.
type Import struct {
	// Name is unique among the imports, of letters, digits, "_" and "-".
	Name string `yaml:"name"`
	// Account is whose numbers these are.
	Account string `yaml:"account"`
	// Schedule is a cron line with five fields, perhaps with CRON_TZ= before it; "" runs the
	// import by hand only.
	Schedule string `yaml:"schedule,omitempty"`
	// CatchUp is how late a missed run is still made.
	CatchUp time.Duration `yaml:"catch_up"`
	Source  Source        `yaml:"source"`
	// Columns maps fields of an entry to columns of the source.
	Columns map[string]string `yaml:"columns,omitempty"`
	// Fixed are fields that every entry gets whose row does not give them.
	Fixed map[string]string `yaml:"fixed,omitempty"`
	// Carriers maps carriers as the source names them to 17TRACK's codes.
	Carriers  map[string]int `yaml:"carriers,omitempty"`
	NewerThan NewerThan      `yaml:"newer_than,omitempty"`
	// MaxNumbers is how many numbers one run queues at most; 0 no limit.
	MaxNumbers int64 `yaml:"max_numbers"`
	// StopAfterRejected is the share of the last 1,000 numbers, 0 to 1, whose rejection stops
	// the feeding; 0 never does.
	StopAfterRejected float64 `yaml:"stop_after_rejected"`
}

// Source is where an import's rows come from: exactly one of Path, URL, Bucket and SQL is given.
type Source struct {
	Path string `yaml:"path,omitempty"` // files, with *, ? and [a-z]
	URL  string `yaml:"url,omitempty"`  // a download
	// Headers are sent with the request for URL.
	Headers map[string]Secret `yaml:"headers,omitempty"`
	// Bucket is s3://BUCKET/KEY, with *, ? and [a-z] in the key for several objects.
	Bucket string `yaml:"bucket,omitempty"`
	// Endpoint is the address of the bucket's server; "" is AWS's own.
	Endpoint string `yaml:"endpoint,omitempty"`
	Region   string `yaml:"region,omitempty"`
	// AccessKey and SecretKey open the bucket; without them AWS's usual variables, files and
	// roles do.
	AccessKey Secret `yaml:"access_key,omitempty"`
	SecretKey Secret `yaml:"secret_key,omitempty"`
	SQL       SQL    `yaml:"sql,omitempty"` // rows of a database

	// Format is csv, ndjson, xlsx or lines; "" finds out by the name and the first bytes.
	Format string `yaml:"format,omitempty"`
	// Separator stands between the cells of a CSV; "" finds out by the header.
	Separator string `yaml:"separator,omitempty"`
	// Encoding is utf-8, utf-16 or windows-1252; "" is utf-8, or utf-16 where a mark says so.
	Encoding string `yaml:"encoding,omitempty"`
	// Sheet is the sheet of an XLSX file; "" is the first.
	Sheet string `yaml:"sheet,omitempty"`
}

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

// NewerThan passes over rows whose column holds a time longer ago than Age.
type NewerThan struct {
	Column string        `yaml:"column,omitempty"`
	Age    time.Duration `yaml:"age,omitempty"`
}

func defaultImport() Import {
	return Import{Account: MainAccount, CatchUp: 6 * time.Hour, StopAfterRejected: 0.5}
}

var importName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

func (i Import) check(c *checker, accounts map[string]Account) {
	c.require(importName.MatchString(i.Name), "name", "is no name of an import", "give one of letters, digits, _ and -")
	if _, exists := accounts[i.Account]; !exists {
		c.problem("account", fmt.Sprintf("names the unknown account %q", i.Account), nearestOf(i.Account, accounts))
	}
	if i.Schedule != "" {
		if _, err := ParseSchedule(i.Schedule); err != nil {
			c.problem("schedule", err.Error(), "")
		}
	}
	c.require(i.CatchUp >= 0, "catch_up", "is negative", "choose 0 or a duration such as 6h")
	c.require(i.MaxNumbers >= 0, "max_numbers", "is negative", "choose 0 (no limit) or more")
	c.require(i.StopAfterRejected >= 0 && i.StopAfterRejected <= 1, "stop_after_rejected", "is out of range", "choose 0 to 1")
	i.Source.check(c.at("source"))
	i.checkColumns(c)
}

func (i Import) checkColumns(c *checker) {
	for field, column := range i.Columns {
		c.require(column != "", "columns."+field, "names no column", "name the column of the source, or drop this line")
	}
	for name, code := range i.Carriers {
		c.require(code >= 0, "carriers."+name, "is negative", "give 17TRACK's code of the carrier; 0 lets 17TRACK find out")
	}
	hasColumn, hasAge := i.NewerThan.Column != "", i.NewerThan.Age != 0
	c.require(hasColumn == hasAge, "newer_than", "is half of what it must be", `give both, as {column: "Shipped", age: 720h}`)
	c.require(i.NewerThan.Age >= 0, "newer_than.age", "is negative", "choose a duration such as 720h")
}

func (s Source) check(c *checker) {
	given := 0
	for _, present := range []bool{s.Path != "", s.URL != "", s.Bucket != "", s.SQL != SQL{}} {
		if present {
			given++
		}
	}
	c.require(given == 1, "", fmt.Sprintf("has %d of path, url, bucket and sql", given), "give exactly one of them")
	c.require(s.URL == "" || isHTTP(s.URL), "url", "is no web address", "write it as https://example.com/numbers.csv")
	if s.SQL != (SQL{}) {
		c.require(s.SQL.DSN != "", "sql.dsn", "is missing", "name the database")
		c.require(s.SQL.Query != "", "sql.query", "is missing", "give the SELECT whose rows are imported")
	}
}
