package rows

import (
	"encoding/json"
	"strings"

	"github.com/trackreg/trackreg/queue"
)

// objectSource reads a JSON object a line.
type objectSource struct {
	lines    *lineReader
	encoding string
	fixed    []queue.Field
	age      *age
}

func newObjects(lines *lineReader, o Options) *objectSource {
	s := &objectSource{lines: lines, encoding: o.Encoding, fixed: fixedFields(o.Fixed)}
	if o.NewerThan.Column != "" {
		s.age = &age{column: o.NewerThan.Column, than: o.NewerThan.Than}
	}
	return s
}

func (s *objectSource) next() (record, error) {
	for {
		l, err := s.lines.next()
		if err != nil {
			return record{}, err
		}
		text := strings.TrimSpace(l.text)
		if text == "" {
			continue
		}
		if l.cut {
			return tooLong(l), nil
		}
		return record{line: l.number, cells: []string{text}}, nil
	}
}

func (s *objectSource) row(from record) Row {
	r := Row{Line: from.line, Raw: from.cells}
	text := from.cells[0]
	if r.Err = checkText(s.encoding, text); r.Err != nil {
		return r
	}
	if r.Old, r.Err = s.old(text); r.Old || r.Err != nil {
		return r
	}
	var err error
	if r.Entry, err = parseObject([]byte(text), s.fixed); err != nil {
		r.Err = rowError(err, func(field string) string { return field })
	}
	return r
}

// old leaves what is no object to parseObject.
func (s *objectSource) old(text string) (bool, *RowError) {
	var object map[string]json.RawMessage
	if s.age == nil || json.Unmarshal([]byte(text), &object) != nil || object == nil {
		return false, nil
	}
	value := string(object[s.age.column])
	var written string
	if json.Unmarshal([]byte(value), &written) == nil {
		value = written
	}
	return s.age.old(value)
}

func (s *objectSource) line() int { return s.lines.number }

func (s *objectSource) layout() Layout { return Layout{Header: []string{payloadColumn}} }
