package configs

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// Import is one bulk import: where rows come from and how they become numbers.
type Import struct {
	// Name is unique among the imports, of letters, digits, "_" and "-".
	Name string `yaml:"name"`
	// Account is whose numbers these are.
	Account string `yaml:"account"`
	// Schedule is a cron line with five fields, perhaps with CRON_TZ= before it, or @every and a
	// duration, see ParseSchedule; "" runs the import by hand only.
	Schedule string `yaml:"schedule,omitempty"`
	// CatchUp is how late a missed run is still made.
	CatchUp time.Duration `yaml:"catch_up"`
	Source  Source        `yaml:"source"`
	// Columns maps fields of an entry to columns of the source.
	Columns map[string]string `yaml:"columns,omitempty"`
	// Fixed are fields that every entry gets whose row does not give them.
	Fixed map[string]string `yaml:"fixed,omitempty"`
	// Ignore are columns that are not read, whatever their heading.
	Ignore []string `yaml:"ignore,omitempty"`
	// Carriers maps carriers as the source names them to 17TRACK's codes. They go before those that
	// are built in.
	Carriers map[string]int `yaml:"carriers,omitempty"`
	// UnknownCarrier is what becomes of a carrier that is not known: refuse the row, or detect, which
	// leaves the carrier out.
	UnknownCarrier string `yaml:"unknown_carrier"`
	// Dates is dmy or mdy where 03/04/2026 is to be read; "" leaves such a date out.
	Dates string `yaml:"dates,omitempty"`
	// HeaderRow is the line of the header; 0 looks for it in the first 20.
	HeaderRow int `yaml:"header_row"`
	// NoHeader says that there is none, and Columns name columns by letters.
	NoHeader bool `yaml:"no_header,omitempty"`
	// Split makes several numbers in one cell several entries; otherwise they are refused.
	Split     bool      `yaml:"split"`
	NewerThan NewerThan `yaml:"newer_than,omitempty"`
	// SettledAfter is how long nothing may have been written to a file before it is read, six times
	// as long where its last line has not ended; 0 reads files as they are found.
	SettledAfter time.Duration `yaml:"settled_after"`
	// KeepRows keeps whole rows in Redis until their run is deleted, for failures in the columns of
	// the source; otherwise a row is kept by its line alone.
	KeepRows bool `yaml:"keep_rows,omitempty"`
	// MaxNumbers is how many numbers one run queues at most; 0 no limit.
	MaxNumbers int64 `yaml:"max_numbers"`
	// StopAfterRejected is the share of the last 1,000 numbers, 0 to 1, whose rejection stops
	// the feeding; 0 never does.
	StopAfterRejected float64 `yaml:"stop_after_rejected"`
}

// NewerThan passes over rows whose column holds a time longer ago than Age.
type NewerThan struct {
	Column string        `yaml:"column,omitempty"`
	Age    time.Duration `yaml:"age,omitempty"`
}

func defaultImport() Import {
	return Import{Account: MainAccount, CatchUp: 6 * time.Hour, StopAfterRejected: 0.5, SettledAfter: 10 * time.Second, UnknownCarrier: RefuseUnknown, Split: true}
}

// What UnknownCarrier may be.
const (
	RefuseUnknown = "refuse"
	DetectUnknown = "detect"
)

// importOwn are the fields of an entry by which an import knows its rows again.
var importOwn = []string{"_source", "_row", "_op"}

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
	c.require(i.SettledAfter >= 0, "settled_after", "is negative", "choose 0 (files are read as they are found) or a duration such as 10s")
	c.require(i.MaxNumbers >= 0, "max_numbers", "is negative", "choose 0 (no limit) or more")
	c.require(i.StopAfterRejected >= 0 && i.StopAfterRejected <= 1, "stop_after_rejected", "is out of range", "choose 0 to 1")
	i.Source.check(c.at("source"))
	c.require(i.UnknownCarrier == RefuseUnknown || i.UnknownCarrier == DetectUnknown, "unknown_carrier", "is neither refuse nor detect",
		"choose refuse (the row), or detect (leave the carrier out, so that 17TRACK finds out)")
	c.require(slices.Contains([]string{"", "dmy", "mdy"}, i.Dates), "dates", "is neither dmy nor mdy", "say how 03/04/2026 is meant, or drop this line: such a date is left out")
	c.require(i.HeaderRow >= 0, "header_row", "is negative", "give the line of the header, from 1, or 0 to have it looked for")
	c.require(i.HeaderRow == 0 || !i.NoHeader, "no_header", "is true, and header_row names a line", "drop one of them")
	i.checkFields(c)
	i.checkColumns(c)
}

// checkFields checks what the import says of an entry's fields.
func (i Import) checkFields(c *checker) {
	for field, column := range i.Columns {
		c.require(column != "", "columns."+field, "names no column", "name the column of the source, or drop this line")
	}
	for _, fields := range []struct {
		key   string
		given map[string]string
	}{{"columns", i.Columns}, {"fixed", i.Fixed}} {
		for _, field := range slices.Sorted(maps.Keys(fields.given)) {
			c.require(!slices.Contains(importOwn, field), fields.key+"."+field, "is a field that the import fills in itself", "choose another name")
		}
	}
	for _, field := range slices.Sorted(maps.Keys(i.Fixed)) {
		i.checkFixed(c, field)
	}
	for name, code := range i.Carriers {
		c.require(code >= 0, "carriers."+name, "is negative", "give 17TRACK's code of the carrier; 0 lets 17TRACK find out")
	}
}

// checkFixed checks one field that every entry gets, so that not every row fails by it.
func (i Import) checkFixed(c *checker, field string) {
	value, key := i.Fixed[field], "fixed."+field
	switch field {
	case "number":
		c.problem(key, "would be the number of every row", "name its column under columns")
	case "carrier", "final_carrier":
		_, err := strconv.ParseUint(value, 10, 31)
		c.require(err == nil, key, "is not a carrier's code", "write 17TRACK's code, an integer such as 3011")
	case "auto_detection":
		c.require(value == "true" || value == "false", key, "is no true or false", "write true or false")
	}
}

// checkColumns checks what depends on the source's having columns.
func (i Import) checkColumns(c *checker) {
	hasColumn, hasAge := i.NewerThan.Column != "", i.NewerThan.Age != 0
	c.require(hasColumn == hasAge, "newer_than", "is half of what it must be", `give both, as {column: "Shipped", age: 720h}`)
	c.require(i.NewerThan.Age >= 0, "newer_than.age", "is negative", "choose a duration such as 720h")
	if i.Source.Format == "lines" {
		c.require(len(i.Columns) == 0, "columns", "is given, but the source's format is lines, which has none", "drop it, or choose another format")
		c.require(!hasColumn, "newer_than", "is given, but the source's format is lines, which has no columns", "drop it, or choose another format")
	}
}
