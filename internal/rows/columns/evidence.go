package columns

import (
	"regexp"
	"strings"

	"github.com/trackreg/trackreg/internal/rows/cells"
	"github.com/trackreg/trackreg/queue"
)

// likeness is what a cell is like.
type likeness int

const (
	nothing likeness = iota // it is empty
	number                  // it holds a tracking number, or what is left of one
	other                   // words, a small integer, a date
)

var (
	// rounded matches what a spreadsheet left of a tracking number: to be refused row by row.
	rounded = regexp.MustCompile(`^\d+([.,]\d+)?[eE]\+?\d+$`)
)

func likenessOf(cell string) likeness {
	text := queue.TrimNumber(cell)
	if text == "" {
		return nothing
	}
	numbers, _ := cells.Numbers(text)
	switch {
	case queue.IsNumber(numbers[0]) || rounded.MatchString(numbers[0]):
		return number
	}
	return other
}

// holdsNumbers says that the column's cells do not speak against its heading. Under a bare heading most
// cells have to speak for it.
func (c *chooser) holdsNumbers(column, rank int) bool {
	var all [3]int
	for _, row := range c.sample {
		if column < len(row) {
			all[likenessOf(row[column])]++
		}
	}
	if rank == bare {
		return all[number] >= all[other]
	}
	return all[other] == 0 || all[number] > 0
}

// IsNumber tells whether a line that is not blank may be a tracking number alone.
func IsNumber(line string) bool {
	return queue.IsNumber(strings.TrimFunc(line, func(r rune) bool { return r == '\ufeff' || r <= ' ' }))
}
