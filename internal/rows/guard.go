package rows

import (
	"regexp"
	"strings"

	"github.com/trackreg/trackreg/internal/rows/cells"
)

// guard is the sign that a spreadsheet's user puts before what is to stay text.
const guard = "'"

// altered matches what a spreadsheet that opens a CSV takes for a number and writes back as
// another text: 00123, more digits than it keeps, 12E34, 1.50, 1,000.
var altered = regexp.MustCompile(`^ *(0\d+|\d{16,}|\d+([.,]\d+)?[eE][+-]?\d+|\d+[.,]\d*0|\d+([.,]\d{3})+) *$`)

// guarded puts a guard before a cell of a CSV that a spreadsheet would take for a formula or
// would change, and before one that begins with a guard itself, so that Unguard gives back every
// cell as it was.
func guarded(cell string) string {
	if cell == "" {
		return ""
	}
	if strings.IndexByte("=+-@\t\r"+guard, cell[0]) >= 0 || altered.MatchString(cell) {
		return guard + cell
	}
	return cell
}

// Unguard takes off the guard of a cell, whoever put it there. Dutch names of places begin with one
// of their own, 's-Hertogenbosch and 't Harde, which stays; Failures puts another before it.
func Unguard(cell string) string {
	rest, found := strings.CutPrefix(cell, guard)
	if !found || cells.IsPlace(rest) {
		return cell
	}
	return rest
}

// unguardAll takes off the guards of a row that nobody else holds, and says whether there were any.
func unguardAll(row []string) (any bool) {
	for i, cell := range row {
		if rest := Unguard(cell); rest != cell {
			row[i], any = rest, true
		}
	}
	return any
}
