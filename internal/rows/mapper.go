package rows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/queue"
)

// Mapper makes rows of cells under a header. It is for one goroutine.
type Mapper struct {
	header   []string
	mapping  []Mapping
	encoding string
	carriers carriers
	fixed    []queue.Field
	age      *age          // nil: no row is old
	fields   []queue.Field // reused from row to row
}

// NewMapper finds the column of each field by the header. Of o it takes Columns, Carriers, Fixed
// and NewerThan. The error names a column that is asked for and not there, with the nearest that
// is, or says that no column is the tracking number's.
func NewMapper(header []string, o Options) (*Mapper, error) {
	mapping, err := mapColumns(header, o.Columns)
	if err != nil {
		return nil, err
	}
	older, err := newAge(header, o.NewerThan)
	if err != nil {
		return nil, err
	}
	return &Mapper{
		header: header, mapping: mapping, encoding: o.Encoding, carriers: newCarriers(o.Carriers), fixed: fixedFields(o.Fixed), age: older,
	}, nil
}

// Row makes a row of the cells, which must not be changed later; the row keeps them as Raw. What
// is wrong with them is in the row's Err. Line is told in errors.
func (m *Mapper) Row(line int, cells []string) Row {
	if wrong := m.checkWidth(cells); wrong != nil {
		wrong.Line = line
		return Row{Line: line, Raw: cells, Err: wrong}
	}
	return m.row(record{line: line, cells: cells})
}

// row makes a row of a record with a cell under each heading.
func (m *Mapper) row(from record) Row {
	r := Row{Line: from.line, Raw: from.cells}
	if m.age != nil {
		r.Old, r.Err = m.age.old(from.cells[m.age.index])
	}
	if !r.Old && r.Err == nil {
		r.Entry, r.Err = m.entry(from)
	}
	if r.Err != nil {
		r.Err.Line = from.line
	}
	return r
}

// Header returns the headings.
func (m *Mapper) Header() []string { return slices.Clone(m.header) }

// Mapping returns which column gives which field, in the order of the columns. The other columns
// are passed over.
func (m *Mapper) Mapping() []Mapping { return slices.Clone(m.mapping) }

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

func (m *Mapper) entry(from record) (queue.Entry, *RowError) {
	m.fields = m.fields[:0]
	for _, column := range m.mapping {
		value, wrong := m.value(from, column)
		if wrong != nil {
			wrong.Column = strings.TrimSpace(column.Column)
			return queue.Entry{}, wrong
		}
		if column.Field != payloadColumn {
			m.fields = append(m.fields, queue.Field{Name: column.Field, Value: value})
		} else if strings.TrimSpace(value) != "" {
			entry, err := parseObject([]byte(value), m.fixed)
			return entry, m.worded(err)
		}
	}
	m.fields = withFixed(m.fields, m.fixed)
	entry, err := queue.FromFields(m.fields)
	return entry, m.worded(err)
}

// value returns what a cell gives its field.
func (m *Mapper) value(from record, column Mapping) (string, *RowError) {
	value := from.cells[column.index]
	if wrong := from.bad[column.index]; wrong != nil {
		return "", wrong
	}
	if wrong := checkText(m.encoding, value); wrong != nil {
		return "", wrong
	}
	if column.Field == "carrier" || column.Field == "final_carrier" {
		return m.carriers.code(value)
	}
	return value, nil
}

// worded names the column in the place of the field.
func (m *Mapper) worded(err error) *RowError {
	if err == nil {
		return nil
	}
	return rowError(err, func(field string) string {
		for _, column := range m.mapping {
			if column.Field == field {
				return strings.TrimSpace(column.Column)
			}
		}
		return field
	})
}
