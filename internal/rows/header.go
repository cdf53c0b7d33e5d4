package rows

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/rows/columns"
)

const (
	// headerLooked is in how many of the first lines a header is looked for.
	headerLooked = 20
	// sampleRows is how many rows under a header are looked at to tell what its columns hold.
	sampleRows = 100
)

// header is where a table's header stands, and which column gives what.
type header struct {
	cells  []string
	choice columns.Choice
	// behind is how many of the records that were looked at are the header and what stands above it.
	behind int
}

// findHeader finds the header in the first records of a table: the one of the first 20 lines under
// which most fields are found, the earliest of several. Titles may stand above it, and it may be
// spread over two lines. all says that there are no further records. With an error that is about the
// columns of a header come its cells.
func findHeader(records []record, all bool, o Options) (header, error) {
	if o.NoHeader {
		return withoutHeader(records, o)
	}
	var best header
	var refused error
	var refusedCells []string
	for i, r := range records {
		if r.line > headerLooked && o.HeaderRow == 0 || r.err != nil {
			continue
		}
		if o.HeaderRow > 0 && r.line != o.HeaderRow {
			continue
		}
		if o.Format != XLSX && len(r.cells) == 1 && strings.ContainsAny(r.cells[0], commas) {
			continue // several headings, by another separator
		}
		for _, h := range candidatesAt(records, i) {
			found, err := columns.Choose(h.cells, sampleBehind(records, h.behind), o.asked())
			h.choice = found
			switch {
			case err == nil && h.behind == i+2 && standsAlone(records[i+1], len(found.Mapping), o):
				// The lower of two lines says as much by itself: the upper one is a title.
			case err == nil && h.isBetter(best):
				best = h
			case err != nil && (refused == nil || isTold(err) && !isTold(refused)):
				refused, refusedCells = err, h.cells
			}
		}
	}
	switch {
	case best.behind == 0 && isTold(refused):
		return header{cells: refusedCells}, told(refused, records, o)
	case best.behind == 0:
		return header{}, noHeader(records, o)
	case all && best.behind == len(records):
		return header{cells: best.cells}, fmt.Errorf("%w: the header stands alone, with no row under it", ErrNoRows)
	}
	return best, nil
}

// told leaves names of columns out of an error, where nothing of the input is to be told.
func told(err error, records []record, o Options) error {
	if o.Discreet && headingsOf(records, Options{}) == "" {
		for _, kind := range []error{columns.ErrMissing, columns.ErrHeadings, columns.ErrTwo, columns.ErrNoNumber} {
			if errors.Is(err, kind) {
				return fmt.Errorf("%w that is asked for", kind)
			}
		}
	}
	return err
}

// standsAlone says that a record is a header of so many fields by itself.
func standsAlone(r record, fields int, o Options) bool {
	found, err := columns.Choose(r.cells, nil, o.asked())
	return err == nil && len(found.Mapping) >= fields
}

// isBetter compares headers: by how many fields are found, and how surely the number's heading means
// it.
func (h header) isBetter(than header) bool {
	if len(h.choice.Mapping) != len(than.choice.Mapping) {
		return len(h.choice.Mapping) > len(than.choice.Mapping)
	}
	return h.choice.Rank < than.choice.Rank
}

// isTold says that an error names columns, and not only that none is known.
func isTold(err error) bool { return err != nil && !columns.IsUnheaded(err) }

// candidatesAt are the headers that may begin at a record: it, and it with the next one below it.
func candidatesAt(records []record, i int) []header {
	all := []header{{cells: records[i].cells, behind: i + 1}}
	if i+1 < len(records) && records[i+1].err == nil && len(records[i].cells) > 1 && len(records[i+1].cells) == len(records[i].cells) &&
		!slices.ContainsFunc(records[i+1].cells, columns.IsNumber) {
		two := make([]string, len(records[i].cells))
		for column := range two {
			two[column] = strings.TrimSpace(records[i].cells[column] + " " + records[i+1].cells[column])
		}
		all = append(all, header{cells: two, behind: i + 2})
	}
	return all
}

func sampleBehind(records []record, behind int) [][]string {
	var sample [][]string
	for _, r := range records[behind:] {
		if len(sample) == sampleRows {
			break
		}
		if r.err != nil {
			continue
		}
		cells := r.cells
		if len(r.bad) > 0 {
			cells = slices.Clone(cells)
			for column := range r.bad {
				if column < len(cells) {
					cells[column] = "" // it says nothing of its column
				}
			}
		}
		sample = append(sample, cells)
	}
	return sample
}

// withoutHeader names the columns by letters.
func withoutHeader(records []record, o Options) (header, error) {
	if len(records) == 0 {
		return header{}, fmt.Errorf("%w: the input is empty", ErrNoRows)
	}
	h := header{}
	for i := range width(records) {
		h.cells = append(h.cells, columns.Letter(i))
	}
	var err error
	if h.choice, err = columns.Choose(h.cells, nil, o.asked()); errors.Is(err, columns.ErrNoNumber) {
		return header{}, errors.New("without a header it has to be said which column is the tracking number's, as --column number=A does")
	}
	return h, err
}

// width is how many cells most of the records have.
func width(records []record) int {
	widths := map[int]int{}
	for _, r := range records {
		widths[len(r.cells)]++
	}
	most := 0
	for w, n := range widths {
		if n > widths[most] || n == widths[most] && w > most {
			most = w
		}
	}
	return most
}

// noHeader says that no header is known, and what there is in its place.
func noHeader(records []record, o Options) error {
	if len(records) == 0 {
		return fmt.Errorf("%w: the input is empty: it needs a header, or one tracking number a line", ErrNoRows)
	}
	if first := records[0]; first.err != nil {
		return brokenHeader(first)
	}
	if o.HeaderRow > 0 {
		return fmt.Errorf("no column is the tracking number's by line %d, which is to be the header%s", o.HeaderRow, headingsOf(records, o))
	}
	text := "no column is the tracking number's: head it number, or say which it is, as --column number=\"...\" does"
	if len(records[0].cells) == 1 && o.Format != XLSX {
		text += "; nor is each line a tracking number by itself"
		if n := slices.IndexFunc(records, func(r record) bool { return r.err != nil || !columns.IsNumber(r.cells[0]) }); n >= 0 {
			text += fmt.Sprintf(" (line %d is none)", records[n].line)
		}
	}
	return errors.New(text + headingsOf(records, o))
}

func brokenHeader(r record) error {
	return fmt.Errorf("%w: line %d %s: %s", ErrFormat, r.line, r.err.Problem, r.err.Mend)
}

// aHeading matches what may be shown of an input of which nothing is known.
var aHeading = regexp.MustCompile(`^[\p{L}\p{N}\p{M}\pZ_.#&()/'-]{0,40}$`)

// headingsOf lists the columns of what is likely the header, where they look like headings and
// nothing of the input is to be kept secret.
func headingsOf(records []record, o Options) string {
	if o.Discreet {
		return ""
	}
	wide := width(records)
	for _, r := range records {
		if r.line > headerLooked || r.err != nil || len(r.cells) != wide {
			continue
		}
		if slices.ContainsFunc(r.cells, func(cell string) bool { return !aHeading.MatchString(cell) || columns.IsNumber(cell) }) {
			return ""
		}
		return fmt.Sprintf("; the columns are %q", r.cells)
	}
	return ""
}
