package columns

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/nearest"
)

// Mapping says which column gives a field.
type Mapping struct {
	Field  string
	Column string // its heading, as it is written
	Index  int    // from 0
}

// String says it as people read it: number <- "Tracking number" (column C).
func (m Mapping) String() string {
	return fmt.Sprintf("%s <- %q (column %s)", m.Field, blanks(m.Column), Letter(m.Index))
}

// Asked is what somebody says of the columns.
type Asked struct {
	// Columns are headings by the field that they give, in any case, or letters such as C where no
	// heading is the same.
	Columns map[string]string
	// Ignore are headings, or letters, of columns that are not read.
	Ignore []string
}

// Choice is which column gives what.
type Choice struct {
	Mapping []Mapping // in the order of the columns
	Unread  []Mapping // those that give nothing, without Field
	// Rank says how surely the number's heading means it, 1 the most; 0 where it was asked for.
	Rank int
}

// The errors of Choose, which wrap one of these.
var (
	ErrNoNumber = errors.New("no column is the tracking number's")
	ErrUnlike   = fmt.Errorf("%w", ErrNoNumber) // a heading says so, and what stands under it does not
	ErrTwo      = errors.New("more than one column may be the tracking number's")
	ErrMissing  = errors.New("no column is headed")
	ErrHeadings = errors.New("several columns are headed")
)

// IsUnheaded tells whether an error of Choose says no more than that no heading is the number's.
func IsUnheaded(err error) bool { return errors.Is(err, ErrNoNumber) && !errors.Is(err, ErrUnlike) }

// Choose finds the column of each field: first those that are asked for, then the others by their
// headings; of two for one field the one whose heading says it more surely. The number's is also
// judged by the sample, rows under the header: words and small integers are no tracking numbers. The
// error names the columns that it is about, and what to write instead.
func Choose(header []string, sample [][]string, asked Asked) (Choice, error) {
	c := &chooser{header: header, sample: sample, taken: map[int]bool{}, mapped: map[string]int{}}
	if err := c.take(asked); err != nil {
		return Choice{}, err
	}
	if err := c.carry(); err != nil {
		return Choice{}, err
	}
	return c.choice(), nil
}

type chooser struct {
	header []string
	sample [][]string
	taken  map[int]bool   // columns that are asked for, or ignored
	mapped map[string]int // columns by field
	rank   int
}

// take maps what is asked for.
func (c *chooser) take(asked Asked) error {
	for _, name := range asked.Ignore {
		i, err := c.find(name, "be ignored")
		if err != nil {
			return err
		}
		c.taken[i] = true
	}
	for _, field := range slices.Sorted(maps.Keys(asked.Columns)) {
		i, err := c.find(asked.Columns[field], "give "+field)
		if err != nil {
			return err
		}
		c.taken[i] = true
		c.mapped[field] = i
	}
	return nil
}

// find finds a column by its heading, or by its letter. purpose is told in errors.
func (c *chooser) find(name, purpose string) (int, error) {
	var found []int
	for i, heading := range c.header {
		if Same(heading, name) {
			found = append(found, i)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return 0, fmt.Errorf("%w %q, which is to %s: %s are: name one of them by its letter", ErrHeadings, blanks(name), purpose, c.names(found))
	}
	if i := index(name); i >= 0 && i < len(c.header) {
		return i, nil
	}
	return 0, fmt.Errorf("%w %q, which is to %s%s", ErrMissing, blanks(name), purpose, Suggest(name, c.header))
}

// carry maps the other fields by their headings.
func (c *chooser) carry() error {
	best := map[string]place{}
	for i, heading := range c.header {
		at := placeOf(heading)
		if at.field == "" || c.taken[i] || c.isAsked(at.field) {
			continue
		}
		if before, is := best[at.field]; !is || at.rank < before.rank {
			best[at.field] = at
			c.mapped[at.field] = i
		}
	}
	if c.isAsked(Number) {
		return nil
	}
	i, err := c.number()
	if errors.Is(err, ErrNoNumber) {
		if _, whole := c.mapped[Payload]; whole {
			return nil
		}
	}
	if err == nil {
		c.mapped[Number] = i
	}
	return err
}

func (c *chooser) isAsked(field string) bool {
	i, is := c.mapped[field]
	return is && c.taken[i]
}

// number finds the column of the number by headings and cells.
func (c *chooser) number() (int, error) {
	ranked := map[int][]int{}
	for i, heading := range c.header {
		if rank := numberRank(heading); rank > 0 && !c.taken[i] {
			ranked[rank] = append(ranked[rank], i)
		}
	}
	var unlike []int
	for rank := tracking; rank <= bare; rank++ {
		var likely []int
		for _, i := range ranked[rank] {
			if c.holdsNumbers(i, rank) {
				likely = append(likely, i)
			} else {
				unlike = append(unlike, i)
			}
		}
		switch {
		case len(likely) == 1:
			c.rank = rank
			return likely[0], nil
		case len(likely) > 1:
			return 0, fmt.Errorf("%w: %s; say which is, as --column number=%s does (in the settings: columns: {number: %s})",
				ErrTwo, c.names(likely), c.typed(likely[0]), c.typed(likely[0]))
		}
	}
	if len(unlike) > 0 {
		return 0, fmt.Errorf("%w: what stands under %s is none; say which column is, as --column number=C does", ErrUnlike, c.names(unlike))
	}
	return 0, ErrNoNumber
}

// names lists columns by heading and letter.
func (c *chooser) names(of []int) string {
	all := make([]string, len(of))
	for n, i := range of {
		all[n] = fmt.Sprintf("%q (column %s)", blanks(c.header[i]), Letter(i))
	}
	if last := len(all) - 1; last > 0 {
		return strings.Join(all[:last], ", ") + " and " + all[last]
	}
	return all[0]
}

// typed is how a column is named on a command line: by its heading, or by its letter where several
// have that.
func (c *chooser) typed(i int) string {
	same := 0
	for _, other := range c.header {
		if Same(other, c.header[i]) {
			same++
		}
	}
	if same > 1 {
		return Letter(i)
	}
	return fmt.Sprintf("%q", blanks(c.header[i]))
}

// Suggest says which heading is most like the one that is missing, and which there are.
func Suggest(missing string, header []string) string {
	byLower := map[string]string{}
	for _, heading := range header {
		byLower[strings.ToLower(blanks(heading))] = heading
	}
	like := nearest.Name(strings.ToLower(blanks(missing)), slices.Sorted(maps.Keys(byLower)))
	if like == "" {
		return fmt.Sprintf(": the columns are %q", header)
	}
	return fmt.Sprintf(": did you mean %q? The columns are %q", byLower[like], header)
}

func (c *chooser) choice() Choice {
	all := Choice{Rank: c.rank}
	for field, i := range c.mapped {
		all.Mapping = append(all.Mapping, Mapping{Field: field, Column: c.header[i], Index: i})
	}
	slices.SortFunc(all.Mapping, func(a, b Mapping) int { return a.Index - b.Index })
	for i, heading := range c.header {
		if !slices.ContainsFunc(all.Mapping, func(m Mapping) bool { return m.Index == i }) {
			all.Unread = append(all.Unread, Mapping{Column: heading, Index: i})
		}
	}
	return all
}

// Heading is the column's heading with plain blanks.
func (m Mapping) Heading() string { return blanks(m.Column) }
