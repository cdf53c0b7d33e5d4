package printable

import (
	"io"
	"sync"
	"unicode/utf8"
)

// Writer writes to another with everything shown that a terminal would obey, as Lines does. JSON
// keeps its meaning. It is safe for concurrent use.
type Writer struct {
	w io.Writer

	mu   sync.Mutex
	rest []byte // of a sign whose end is still to come
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Unwrap returns what it writes to.
func (w *Writer) Unwrap() io.Writer { return w.w }

// Write writes p. The end of it waits where it is the beginning of a sign.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	whole := append(w.rest, p...)
	cut := len(whole) - unfinished(whole)
	w.rest = append([]byte(nil), whole[cut:]...)
	if cut == 0 {
		return len(p), nil
	}
	if _, err := io.WriteString(w.w, Lines(string(whole[:cut]))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes what waits.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	rest := w.rest
	w.rest = nil
	if len(rest) == 0 {
		return nil
	}
	_, err := io.WriteString(w.w, Lines(string(rest)))
	return err
}

// unfinished is how many bytes at the end begin a sign that more bytes may end.
func unfinished(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		if tail := p[len(p)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}
