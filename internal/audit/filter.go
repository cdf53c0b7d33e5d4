package audit

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/trackreg/trackreg/queue"
)

// Pairs writes what a deed was done to, name by name: class=terminal why="until noon". What is ""
// is left out.
func Pairs(namesAndValues ...string) string {
	var all strings.Builder
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		name, value := namesAndValues[i], namesAndValues[i+1]
		if value == "" {
			continue
		}
		if all.Len() > 0 {
			all.WriteByte(' ')
		}
		all.WriteString(name + "=" + quoted(value))
	}
	return all.String()
}

// quoted puts in quotes what would be read as two values, or not at all.
func quoted(value string) string {
	odd := func(r rune) bool { return r == '"' || r == ' ' || !unicode.IsPrint(r) || r == unicode.ReplacementChar }
	if strings.ContainsFunc(value, odd) {
		return strconv.Quote(value)
	}
	return value
}

// Picked writes which failures were picked.
func Picked(pick queue.Filter) string {
	code, since := "", ""
	if pick.Code != 0 {
		code = strconv.Itoa(pick.Code)
	}
	if !pick.Since.IsZero() {
		since = pick.Since.UTC().Format(time.RFC3339)
	}
	return Pairs("class", pick.Class, "code", code, "remedy", pick.Remedy, "number", pick.Number, "since", since)
}

// Started writes which run of an import was begun.
func Started(name, run string, force bool) string {
	forced := ""
	if force {
		forced = "true"
	}
	return Pairs("import", name, "run", run, "force", forced)
}
