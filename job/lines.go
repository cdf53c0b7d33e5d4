package job

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/trackreg/trackreg/figures"
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
func (l *Lines) Show(p Progress) {
	l.Note(strings.Join(append([]string{progressOf(p)}, details(p)...), ", "))
}

// Note writes the line.
func (l *Lines) Note(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintln(l.w, line)
}

// Close does nothing: every line was complete.
func (l *Lines) Close() {}

// progressOf says how many rows of how many have ended.
func progressOf(p Progress) string {
	whole := "?"
	if p.Expected > 0 {
		whole = figures.Count(p.Expected)
		if p.Expected > p.Rows {
			whole = "about " + whole
		}
	}
	return figures.Count(p.Ended) + " of " + whole
}

// details are the figures that follow the count.
func details(p Progress) []string {
	parts := []string{
		fmt.Sprintf("%s/s of %s", figures.Rate(p.Rate), figures.Rate(p.Ceiling)),
		fmt.Sprintf("%s calls", figures.Count(p.Calls)),
		"fill " + figures.Share(p.Fill, 1),
	}
	if p.Failed > 0 {
		parts = append(parts, figures.Count(p.Failed)+" failed")
	}
	if left := p.Left(); left > 0 {
		parts = append(parts, "eta "+figures.Span(left))
	}
	if p.Gate != "" {
		parts = append(parts, p.Gate)
	}
	return parts
}
