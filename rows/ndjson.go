package rows

import (
	"strings"

	"github.com/trackreg/trackreg/queue"
)

// objectSource reads a JSON object a line.
type objectSource struct {
	lines *lineReader
	fixed []queue.Field
}

func (s *objectSource) next() (Row, error) {
	for {
		l, err := s.lines.next()
		if err != nil {
			return Row{}, err
		}
		text := strings.TrimSpace(l.text)
		if text == "" {
			continue
		}
		if l.cut {
			return tooLong(l), nil
		}
		r := Row{Line: l.number, Raw: []string{text}}
		r.Entry, err = parseObject([]byte(text), s.fixed)
		if err != nil {
			r.Err = rowError(err, func(field string) string { return field })
			r.Err.Line = l.number
		}
		return r, nil
	}
}
