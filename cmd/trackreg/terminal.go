package main

import (
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"
)

// itself returns what w writes to, without what shows there what a terminal would obey.
func itself(w io.Writer) io.Writer {
	if wrapped, ok := w.(interface{ Unwrap() io.Writer }); ok {
		return wrapped.Unwrap()
	}
	return w
}

// asData returns what w writes to for what is to stay as it is, a file to be read by programs. On a
// terminal it is shown like all else.
func asData(w io.Writer) io.Writer {
	if isTerminal(w) {
		return w
	}
	return itself(w)
}

// isTerminal tells whether a person sees what is written to w, or types what is read from it.
func isTerminal(w any) bool {
	if writer, ok := w.(io.Writer); ok {
		w = itself(writer)
	}
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// terminal is where a person sees the results.
type terminal struct {
	file   *os.File
	colour bool
}

// screen returns the terminal that results go to, if there is one that can be drawn on.
func (p *program) screen() (terminal, bool) {
	file, ok := itself(p.out).(*os.File)
	if !ok || !isTerminal(file) || p.variable("TERM") == "dumb" {
		return terminal{}, false
	}
	return terminal{file: file, colour: p.variable("NO_COLOR") == ""}, true
}

// size returns the terminal's width and height in characters; where it does not tell, those of old.
func (t terminal) size() (width, height int) {
	width, height, err := term.GetSize(int(t.file.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return width, height
}

// variable returns a variable of the environment; of two with one name the last counts.
func (p *program) variable(name string) string {
	for _, pair := range slices.Backward(p.env) {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}
