package rows

import (
	"errors"
	"strings"

	"github.com/trackreg/trackreg/queue"
)

// numberSource reads a tracking number a line.
type numberSource struct {
	lines    *lineReader
	encoding string
	fixed    []queue.Field
	fields   []queue.Field // reused from row to row
}

func newNumbers(lines *lineReader, o Options) (*numberSource, error) {
	if o.NewerThan.Column != "" {
		return nil, errors.New("the input has one number a line and no column that tells which rows are old")
	}
	return &numberSource{lines: lines, encoding: o.Encoding, fixed: fixedFields(o.Fixed)}, nil
}

func (s *numberSource) next() (record, error) {
	for {
		l, err := s.lines.next()
		if err != nil {
			return record{}, err
		}
		if text := strings.TrimSpace(l.text); text == "" || isComment(text) {
			continue
		}
		if l.cut {
			return tooLong(l), nil
		}
		return record{line: l.number, cells: []string{l.text}}, nil
	}
}

func (s *numberSource) row(from record) Row {
	r := Row{Line: from.line, Raw: from.cells, Done: from.done}
	if r.Err = checkText(s.encoding, from.cells[0]); r.Err != nil {
		r.Err.Column = "number"
		return r
	}
	var err error
	s.fields = withFixed(append(s.fields[:0], queue.Field{Name: "number", Value: from.number}), s.fixed)
	if r.Entry, err = queue.FromFields(s.fields); err != nil {
		r.Err = rowError(err, func(field string) string { return field })
	}
	return r
}

func (s *numberSource) number(from record) string { return from.cells[0] }

func (s *numberSource) line() int { return s.lines.number }

func (s *numberSource) layout() Layout { return Layout{Number: 1} }
