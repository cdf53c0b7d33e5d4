package display

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/trackreg/trackreg/internal/printable"
)

// lineEvery is how often a line is written where there is no terminal: often
// enough to see life in a log, seldom enough to keep it short.
const lineEvery = 5 * time.Second

// Lines is a Display for logs and pipes: a plain line now and then.
type Lines struct {
	mu sync.Mutex
	w  io.Writer
}

// NewLines returns a Display that writes to w.
func NewLines(w io.Writer) *Lines { return &Lines{w: w} }

// Every returns the time between two lines.
func (l *Lines) Every() time.Duration { return lineEvery }

// Show writes a line.
func (l *Lines) Show(f Frame) {
	l.Note(strings.Join(append([]string{f.Head}, f.Details...), ", "))
}

// Note writes the line.
func (l *Lines) Note(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintln(l.w, printable.Text(line))
}

// Close does nothing: every line was complete.
func (l *Lines) Close() {}
