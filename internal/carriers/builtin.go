package carriers

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed carriers.tsv
var builtInList string

// BuiltIn returns the table of the carriers that are met most, made when it is first asked for.
func BuiltIn() *Table { return builtInTable() }

var builtInTable = sync.OnceValue(func() *Table { return newTable(builtIn()) })

// builtIn reads the list that the program holds. One that it cannot read is a mistake in the
// program, which every test of this room meets.
func builtIn() []entry {
	var entries []entry
	for line, cells := range tableRows(builtInList) {
		code, err := strconv.Atoi(cells[0])
		if err != nil || len(cells) != 4 {
			panic(fmt.Sprintf("carriers.tsv: %q is no carrier", line))
		}
		c := Carrier{Code: code, Name: cells[1], Country: cells[2]}
		for alias := range strings.SplitSeq(cells[3], ";") {
			c.Aliases = append(c.Aliases, strings.TrimSpace(alias))
		}
		entries = append(entries, entry{Carrier: c})
	}
	return entries
}

// tableRows yields the lines of a text with tabs, and their cells, without comments and the heading.
func tableRows(text string) func(yield func(line string, cells []string) bool) {
	return func(yield func(string, []string) bool) {
		heading := true
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\r\n")
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if !heading && !yield(line, strings.Split(line, "\t")) {
				return
			}
			heading = false
		}
	}
}
