package rows

import (
	"strings"

	"github.com/trackreg/trackreg/queue"
)

// numberSource reads a tracking number a line.
type numberSource struct {
	lines  *lineReader
	fixed  []queue.Field
	fields []queue.Field // reused from row to row
}

func (s *numberSource) next() (Row, error) {
	for {
		l, err := s.lines.next()
		if err != nil {
			return Row{}, err
		}
		if strings.TrimSpace(l.text) == "" {
			continue
		}
		if l.cut {
			return tooLong(l), nil
		}
		r := Row{Line: l.number, Raw: []string{l.text}}
		s.fields = withFixed(append(s.fields[:0], queue.Field{Name: "number", Value: l.text}), s.fixed)
		r.Entry, err = queue.FromFields(s.fields)
		if err != nil {
			r.Err = rowError(err, func(field string) string { return field })
			r.Err.Line = l.number
		}
		return r, nil
	}
}
