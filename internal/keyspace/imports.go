package keyspace

import (
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

// RunOf returns the run that a _source names; false if it names none.
func RunOf(source string) (run string, ok bool) {
	i := strings.LastIndexByte(source, '#')
	return source[:max(i, 0)], i > 0
}
