package rows

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/internal/rows/cells"
	"github.com/trackreg/trackreg/internal/rows/columns"
	"github.com/trackreg/trackreg/queue"
)

// Mapping says which column gives a field.
type Mapping = columns.Mapping

// Mapper makes rows of cells under a header. It is for one goroutine.
type Mapper struct {
	header   []string
	choice   columns.Choice
	numberAt int // index of the number's column, -1 for none
	encoding string
	meanings meanings
	fixed    []queue.Field
	age      *age          // nil: no row is old
	fields   []queue.Field // reused from row to row
}

// NewMapper finds the column of each field by the header alone. Of o it takes Columns, Ignore,
// Carriers, Table, DetectUnknown, Dates, Fixed and NewerThan. The error names a column that is asked
// for and not there, with the nearest that is, or says that no column is the tracking number's.
func NewMapper(header []string, o Options) (*Mapper, error) {
	choice, err := columns.Choose(header, nil, o.asked())
	if columns.IsUnheaded(err) {
		return nil, fmt.Errorf("%w: head it number, or say which it is; the columns are %q", err, header)
	}
	if err != nil {
		return nil, err
	}
	return newMapper(header, choice, o)
}

func newMapper(header []string, choice columns.Choice, o Options) (*Mapper, error) {
	older, err := newAge(header, o.NewerThan)
	if err != nil {
		return nil, err
	}
	header = slices.Clone(header)
	unguardAll(header)
	m := &Mapper{
		header: header, choice: choice, numberAt: -1, encoding: o.Encoding, meanings: newMeanings(o), fixed: fixedFields(o.Fixed), age: older,
	}
	for _, column := range choice.Mapping {
		if column.Field == columns.Number {
			m.numberAt = column.Index
		}
	}
	return m, nil
}

// Row makes a row of the cells, which must not be changed later; the row keeps them as Raw. What
// is wrong with them, also that there are several numbers, is in the row's Err. Line is told in
// errors.
func (m *Mapper) Row(line int, cells []string) Row {
	if wrong := m.checkWidth(cells); wrong != nil {
		wrong.Line = line
		return Row{Line: line, Raw: cells, Err: wrong}
	}
	r := record{line: line, cells: cells}
	r.takeNumber(m.number(r))
	return m.row(r)
}

// row makes a row of a record with a cell under each heading.
func (m *Mapper) row(from record) Row {
	r := Row{Line: from.line, Raw: from.cells, Done: from.done}
	if m.age != nil {
		r.Old, r.Err = m.age.old(from.cells[m.age.index])
	}
	if !r.Old && r.Err == nil {
		r.Entry, r.Err = m.entry(from, &r.Done)
	}
	if r.Err != nil {
		r.Err.Line = from.line
		r.Number, r.Mends = cmp.Or(from.number, m.number(from)), m.mends(from)
	}
	return r
}

// mends is what a row's cell says that it mends, "" for nothing.
func (m *Mapper) mends(from record) string {
	for _, column := range m.choice.Mapping {
		if column.Field == mendsColumn {
			return strings.TrimSpace(from.cells[column.Index])
		}
	}
	return ""
}

// number is what the cell of the number holds.
func (m *Mapper) number(from record) string {
	if m.numberAt < 0 || m.numberAt >= len(from.cells) {
		return ""
	}
	return from.cells[m.numberAt]
}

// Layout returns how a CSV of the rows' failures is written.
func (m *Mapper) Layout() Layout { return Layout{Header: m.Header(), Number: m.numberAt + 1} }

// Header returns the headings.
func (m *Mapper) Header() []string { return slices.Clone(m.header) }

// Mapping returns which column gives which field, in the order of the columns. The other columns
// are passed over, see Unread.
func (m *Mapper) Mapping() []Mapping { return slices.Clone(m.choice.Mapping) }

// unreadTold is how many of the columns that are not read are named.
const unreadTold = 20

// Understood says which column gives which field, and which are not read.
func (m *Mapper) Understood() []string {
	var all, unread []string
	for _, column := range m.choice.Mapping {
		all = append(all, column.String())
	}
	for _, column := range m.choice.Unread[:min(len(m.choice.Unread), unreadTold)] {
		unread = append(unread, strconv.Quote(column.Heading()))
	}
	if len(unread) == 0 {
		return all
	}
	text := "not read: " + strings.Join(unread, ", ")
	if more := len(m.choice.Unread) - len(unread); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return append(all, text)
}

// Unread returns the columns that are passed over.
func (m *Mapper) Unread() []Mapping { return slices.Clone(m.choice.Unread) }

// checkWidth lets empty cells stand behind the last column.
func (m *Mapper) checkWidth(cells []string) *RowError {
	if len(cells) < len(m.header) {
		return &RowError{
			Problem: fmt.Sprintf("has %d of %d cells", len(cells), len(m.header)),
			Mend:    "fill up the row, and see whether it is broken over two lines",
		}
	}
	for _, extra := range cells[len(m.header):] {
		if strings.TrimSpace(extra) != "" {
			return &RowError{
				Problem: fmt.Sprintf("has %d cells under %d headings", len(cells), len(m.header)),
				Mend:    "put a cell that holds the separator in quotes",
			}
		}
	}
	return nil
}

func (m *Mapper) entry(from record, done *cells.Kinds) (queue.Entry, *RowError) {
	m.fields = m.fields[:0]
	var all *RowError
	numbered := true // the number is not among the cells at fault
	for _, column := range m.choice.Mapping {
		value, wrong := m.value(from, column, done)
		if wrong != nil {
			own := *wrong // which the record may share
			own.Column = strings.TrimSpace(column.Column)
			all = joined(all, &own)
			numbered = numbered && column.Index != m.numberAt
			continue
		}
		if column.Field != columns.Payload {
			m.fields = append(m.fields, queue.Field{Name: column.Field, Value: value})
		} else if strings.TrimSpace(value) != "" {
			entry, err := m.meanings.entryOf([]byte(value), "", m.fixed, done)
			return entry, joined(all, m.worded(err))
		}
	}
	m.fields = withFixed(m.fields, m.fixed)
	entry, err := queue.FromFields(m.fields)
	if all != nil && !numbered {
		return entry, all // what else is wrong is that there is no number
	}
	return entry, joined(all, m.worded(err))
}

// value returns what a cell gives its field.
func (m *Mapper) value(from record, column Mapping, done *cells.Kinds) (string, *RowError) {
	value := from.cells[column.Index]
	if wrong := from.bad[column.Index]; wrong != nil {
		return "", wrong
	}
	if wrong := checkText(m.encoding, value); wrong != nil {
		return "", wrong
	}
	if column.Index == m.numberAt {
		return from.number, nil
	}
	value, kinds, wrong := m.meanings.of(column.Field, value)
	*done |= kinds
	return value, wrong
}

// worded names the column in the place of the field.
func (m *Mapper) worded(err error) *RowError {
	if err == nil {
		return nil
	}
	return rowError(err, func(field string) string {
		for _, column := range m.choice.Mapping {
			if column.Field == field {
				return strings.TrimSpace(column.Column)
			}
		}
		return field
	})
}
