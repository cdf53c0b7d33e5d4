package keyspace

import (
	"regexp"
	"strconv"
	"strings"
)

const (
	// ImportsQueue is the queue of the tasks that run bulk imports.
	ImportsQueue = "trackreg-imports"
	// ImportType is the type of those tasks.
	ImportType = "trackreg:import"
)

// SourceOf is the _source of the row with that ordinal of a run of a bulk import.
func SourceOf(run string, ordinal int64) string {
	return run + "#" + strconv.FormatInt(ordinal, 10)
}

// rowSource is what [SourceOf] makes: a run's id, which is NAME@TIME, and an ordinal.
var rowSource = regexp.MustCompile(`^[A-Za-z0-9_-]+@\d{4}-\d{2}-\d{2}T[0-9:]+Z?#\d{1,18}$`)

// RunOf returns the run whose row a _source names; false if it names none.
func RunOf(source string) (run string, ok bool) {
	i := strings.LastIndexByte(source, '#')
	if i < 0 || !rowSource.MatchString(source) {
		return "", false
	}
	return source[:i], true
}
