package rows

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/rows/columns"
	"github.com/trackreg/trackreg/queue"
)

// objectSource reads JSON objects. Such as have the field number are entries, as the API takes them;
// of others a table is made, whose columns are headed by the paths of their values.
type objectSource struct {
	objects  objects
	encoding string
	meanings meanings
	fixed    []queue.Field
	age      *age
	mapper   *Mapper // nil: the objects are entries
	last     parsed
}

// parsed is an object that was an entry as it stood, as most are.
type parsed struct {
	text  string
	entry queue.Entry
}

// objects are the texts of objects, one by one.
type objects interface {
	next() (line, error)
	line() int
}

func newObjects(content *bufio.Reader, begins head, o Options) (*objectSource, error) {
	s := &objectSource{encoding: o.Encoding, fixed: fixedFields(o.Fixed), meanings: newMeanings(o)}
	if o.NewerThan.Column != "" {
		s.age = &age{column: o.NewerThan.Column, than: o.NewerThan.Than}
	}
	sample := sampleObjects(begins, o.Format)
	if o.Format == NDJSON {
		s.objects = &lineObjects{&lineReader{in: content}}
	} else {
		stream, err := newStream(content, begins)
		if err != nil {
			return nil, err
		}
		s.objects = stream
	}
	return s, s.choose(sample, o)
}

// choose finds out whether the objects are entries, or which of their values gives which field.
func (s *objectSource) choose(sample []string, o Options) error {
	header, cells := table(sample)
	choice, err := columns.Choose(header, cells, o.asked())
	entries := slices.Contains(header, columns.Number) && len(o.Columns) == 0
	for _, m := range choice.Mapping {
		if m.Field == columns.Number && m.Column != columns.Number {
			entries = false
		}
	}
	switch {
	case entries && (err == nil || errors.Is(err, columns.ErrNoNumber)) || len(header) == 0 && len(o.Columns) == 0:
		return nil
	case columns.IsUnheaded(err):
		return fmt.Errorf("%w: give it as number, or say which value it is, as --column number=order.tracking does%s", err, pathsOf(header, o))
	case err != nil:
		return err
	}
	s.mapper, err = newMapper(header, choice, o)
	return err
}

func pathsOf(header []string, o Options) string {
	if o.Discreet || len(header) > 100 {
		return ""
	}
	return fmt.Sprintf("; the values are %q", header)
}

func (s *objectSource) next() (record, error) {
	for {
		l, err := s.objects.next()
		if err != nil {
			return record{}, err
		}
		if strings.TrimSpace(l.text) == "" {
			continue
		}
		if l.cut {
			return tooLong(l), nil
		}
		r := record{line: l.number, cells: []string{l.text}}
		if s.mapper == nil {
			return r, nil
		}
		found, wrong := flatten(l.text)
		if wrong != nil {
			r.err = wrong
			return r, nil
		}
		r.cells = make([]string, len(s.mapper.header))
		for i, path := range s.mapper.header {
			r.cells[i] = found.values[path]
		}
		return r, nil
	}
}

func (s *objectSource) row(from record) Row {
	if s.mapper != nil {
		return s.mapper.row(from)
	}
	r := Row{Line: from.line, Raw: from.cells, Done: from.done}
	text := from.cells[0]
	if r.Err = checkText(s.encoding, text); r.Err != nil {
		return r
	}
	if r.Old, r.Err = s.old(text); r.Old || r.Err != nil {
		return r
	}
	if s.last.text == text && len(s.fixed) == 0 {
		r.Entry = s.last.entry
		return r
	}
	var err error
	if r.Entry, err = s.meanings.entryOf([]byte(text), from.number, s.fixed, &r.Done); err != nil {
		r.Err = rowError(err, func(field string) string { return field })
	}
	return r
}

// number is what the number of an entry says; "" where it has none.
func (s *objectSource) number(from record) string {
	if s.mapper != nil {
		return s.mapper.number(from)
	}
	if text := from.cells[0]; !mentionsMeant(text) {
		if entry, err := queue.ParseEntry([]byte(text)); err == nil {
			s.last = parsed{text, entry}
			return entry.Number
		}
	}
	members, _ := membersOf([]byte(from.cells[0]))
	for _, m := range members {
		var text string
		if m.name == columns.Number && json.Unmarshal(m.value, &text) == nil {
			return text
		}
	}
	return ""
}

// old leaves what is no object to the reading of the entry.
func (s *objectSource) old(text string) (bool, *RowError) {
	if s.age == nil {
		return false, nil
	}
	found, wrong := flatten(text)
	if wrong != nil {
		return false, nil
	}
	return s.age.old(found.values[s.age.column])
}

func (s *objectSource) line() int { return s.objects.line() }

func (s *objectSource) layout() Layout {
	if s.mapper != nil {
		return s.mapper.Layout()
	}
	return Layout{Header: []string{columns.Payload}, Number: 1}
}

// lineObjects are objects of one line each.
type lineObjects struct{ lines *lineReader }

func (o *lineObjects) next() (line, error) {
	l, err := o.lines.next()
	l.text = strings.TrimSpace(l.text)
	return l, err
}

func (o *lineObjects) line() int { return o.lines.number }

// sampleObjects are the first objects of the head.
func sampleObjects(begins head, format Format) []string {
	var from objects = &lineObjects{begins.reader()}
	if format != NDJSON {
		stream, err := newStream(bufio.NewReader(strings.NewReader(string(begins.text))), begins)
		if err != nil {
			return nil
		}
		from = stream
	}
	var all []string
	for len(all) < sampleRows {
		one, err := from.next()
		if err != nil {
			break // there are no more, or the head ends within one
		}
		if !one.cut && strings.HasPrefix(one.text, "{") {
			all = append(all, one.text)
		}
	}
	return all
}
