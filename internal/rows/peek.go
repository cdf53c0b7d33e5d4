package rows

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// hasPrefix tells whether the input begins with the bytes. It waits for no more than it needs to
// tell: from a terminal no more may come.
func hasPrefix(in *bufio.Reader, prefix string) bool {
	for n := 1; n <= len(prefix); n++ {
		head, err := in.Peek(n)
		if err != nil || string(head) != prefix[:n] {
			return false
		}
	}
	return true
}

// head is the beginning of a text.
type head struct {
	text []byte
	all  bool // there is no more
}

// peekHead returns the first so many lines behind those that are blank, or what of them fits in the
// buffer, and waits until they are there.
func peekHead(in *bufio.Reader, lines int) (head, error) {
	for size := 1; ; size = in.Buffered() + 1 {
		_, err := in.Peek(min(size, in.Size()))
		if err != nil && !errors.Is(err, io.EOF) {
			return head{}, err
		}
		text, _ := in.Peek(in.Buffered())
		enough := len(text) == in.Size() || countEnds(bytes.TrimLeft(text, " \t\r\n")) >= lines
		if errors.Is(err, io.EOF) || enough {
			return head{text: text, all: err != nil}, nil
		}
	}
}

// countEnds counts the ends of lines, each way of them.
func countEnds(text []byte) int {
	return bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")) - bytes.Count(text, []byte("\r\n"))
}

// reader reads the lines of the head; one that is cut off at its end is left out.
func (h head) reader() *lineReader {
	text := h.text
	if !h.all {
		text = upToLine(text)
	}
	return &lineReader{in: bufio.NewReaderSize(bytes.NewReader(text), maxLine)}
}

// lines returns up to so many lines of the head.
func (h head) lines(most int) []string {
	var all []string
	for r := h.reader(); len(all) < most; {
		one, err := r.next()
		if err != nil {
			break
		}
		all = append(all, one.text)
	}
	return all
}

// blank says that nothing but blanks stands in the head.
func (h head) blank() bool { return len(bytes.TrimSpace(h.text)) == 0 }
