package rows

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/rows/columns"
)

// detectJSON tells by its beginning whether a text is JSON, and whether that is an object a line; ""
// for other text.
func detectJSON(begins head) Format {
	text := bytes.TrimLeft(begins.text, " \t\r\n")
	if len(text) == 0 {
		return ""
	}
	inner := bytes.TrimLeft(text[1:], " \t\r\n")
	next := byte(0)
	if len(inner) > 0 {
		next = inner[0]
	}
	switch text[0] {
	case '[':
		if next == '{' || next == ']' || next == '"' || len(inner) == 0 {
			return JSON
		}
		return ""
	case '{':
		if next != '"' && next != '}' && len(inner) > 0 {
			return ""
		}
		return objectsOrOne(begins)
	}
	return ""
}

// objectsOrOne tells objects of a line each from one that goes over several lines, or holds others.
func objectsOrOne(begins head) Format {
	var objects int
	for _, one := range begins.lines(headerLooked) {
		if one = strings.TrimSpace(one); strings.HasPrefix(one, "{") && strings.HasSuffix(one, "}") {
			objects++
		}
	}
	switch {
	case objects > 1:
		return NDJSON
	case objects == 1 && holder(begins.text) == nil:
		return NDJSON
	}
	return JSON
}

// stream reads the objects of an array, of an array that an object holds, or one after the other.
type stream struct {
	in    *json.Decoder
	from  *watchedLines
	array bool
	deep  int // how many objects the array lies in
	ended bool
}

// newStream goes up to the first object.
func newStream(content *bufio.Reader, begins head) (*stream, error) {
	from := &watchedLines{in: content, lineNumber: 1}
	s := &stream{in: json.NewDecoder(from), from: from}
	text := bytes.TrimLeft(begins.text, " \t\r\n")
	path := []string{}
	if bytes.HasPrefix(text, []byte("{")) {
		if path = holder(text); path == nil {
			return s, nil
		}
	}
	s.array, s.deep = true, len(path)
	return s, s.enter(path)
}

// enter reads up to behind the opening bracket of the array at the path.
func (s *stream) enter(path []string) error {
	for _, name := range path {
		if _, err := s.in.Token(); err != nil { // the object's brace
			return s.wrong(err)
		}
		for {
			token, err := s.in.Token()
			if err != nil {
				return s.wrong(err)
			}
			if token == name {
				break
			}
			var passed json.RawMessage
			if err := s.in.Decode(&passed); err != nil {
				return s.wrong(err)
			}
		}
	}
	_, err := s.in.Token() // the bracket
	s.from.behind(s.in.InputOffset())
	return s.wrong(err)
}

func (s *stream) next() (line, error) {
	if s.ended {
		return line{}, io.EOF
	}
	if s.array && !s.in.More() {
		s.ended = true
		return line{}, s.finish()
	}
	var object json.RawMessage
	if err := s.in.Decode(&object); err != nil {
		if s.array {
			err = cutOff(err)
		}
		return line{}, s.wrong(err)
	}
	end := s.in.InputOffset()
	l := line{number: s.from.lineAt(end - int64(len(object))), text: string(object), cut: len(object) > maxLine}
	s.from.behind(end)
	if object[0] == '"' { // an array of numbers
		l.text = `{"` + columns.Number + `":` + l.text + `}`
	}
	return l, nil
}

// mostOpen is how deep that may nest which stands behind the array, as within it by the decoder's own
// bound. It remembers each level.
const mostOpen = 10_000

// finish reads what is behind the array: the rest of what holds it, and nothing else.
func (s *stream) finish() error {
	for open := s.deep + 1; ; {
		token, err := s.in.Token()
		switch {
		case errors.Is(err, io.EOF) && open == 0:
			return io.EOF
		case err != nil:
			return s.wrong(cutOff(err))
		case open == 0:
			return fmt.Errorf("something stands behind the JSON, in line %d: write one array, or one object a line", s.from.lineAt(s.in.InputOffset()))
		case open > mostOpen:
			return fmt.Errorf("the JSON is nested more than %d deep behind line %d", mostOpen, s.from.lineNumber)
		case token == json.Delim('[') || token == json.Delim('{'):
			open++
		case token == json.Delim(']') || token == json.Delim('}'):
			open--
		}
		s.from.behind(s.in.InputOffset())
	}
}

// cutOff words the end of the input within an array.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// wrong words an error of the decoder.
func (s *stream) wrong(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("the JSON is broken behind line %d: %w", s.from.lineAt(s.in.InputOffset()), err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the JSON is cut off, write or fetch the file again: %w", err)
	}
	return err
}

func (s *stream) line() int { return s.from.lineNumber }

// holder returns the path to the array of objects that the object holds at the beginning of a text;
// nil where it holds none, or is an entry itself. What is behind the beginning is not looked at.
func holder(text []byte) []string {
	var object json.RawMessage
	in := json.NewDecoder(bytes.NewReader(text))
	if in.Decode(&object) == nil && len(bytes.TrimSpace(text[in.InputOffset():])) > 0 {
		return nil // others follow
	}
	if found, wrong := flatten(string(object)); object != nil && wrong == nil && slices.ContainsFunc(found.paths, func(path string) bool { return columns.FieldOf(path) == columns.Number }) {
		return nil
	}
	return arrayIn(text, 0)
}

// arrayIn looks through the beginning of an object for the first array of objects.
func arrayIn(text []byte, deep int) []string {
	in := json.NewDecoder(bytes.NewReader(text))
	if begin, err := in.Token(); err != nil || begin != json.Delim('{') || deep > mostDeep {
		return nil
	}
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return nil
		}
		value := bytes.TrimLeft(text[in.InputOffset():], " \t\r\n:")
		switch {
		case bytes.HasPrefix(value, []byte("[")) && bytes.HasPrefix(bytes.TrimLeft(value[1:], " \t\r\n"), []byte("{")):
			return []string{name.(string)} // of an object the decoder gives no other
		case bytes.HasPrefix(value, []byte("{")):
			if path := arrayIn(value, deep+1); path != nil {
				return append([]string{name.(string)}, path...)
			}
		}
		var passed json.RawMessage
		if in.Decode(&passed) != nil {
			return nil
		}
	}
	return nil
}

// watchedLines counts lines, and bounds how much is read for one object.
type watchedLines struct {
	in         io.Reader
	read       int64   // bytes
	last       int64   // where the last object ended
	ends       []int64 // of lines that were read, from last on
	lineNumber int     // at last
}

// mostObject is how much is read at most for one object, with what stands before it.
const mostObject = 1 << 20

func (w *watchedLines) Read(p []byte) (int, error) {
	if w.read-w.last > mostObject {
		return 0, fmt.Errorf("an object behind line %d is longer than %d bytes", w.lineNumber, mostObject)
	}
	n, err := w.in.Read(p[:min(len(p), maxLine)])
	for i, c := range p[:n] {
		if c == '\n' {
			w.ends = append(w.ends, w.read+int64(i))
		}
	}
	w.read += int64(n)
	return n, err
}

// lineAt is the line of a place behind the last object.
func (w *watchedLines) lineAt(place int64) int {
	before, _ := slices.BinarySearch(w.ends, place)
	return w.lineNumber + before
}

// behind says that all before a place is done with.
func (w *watchedLines) behind(place int64) {
	w.lineNumber = w.lineAt(place)
	before, _ := slices.BinarySearch(w.ends, place)
	w.ends = w.ends[before:]
	w.last = place
}
