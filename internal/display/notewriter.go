package display

import "strings"

// NoteWriter writes lines, such as a log's, to a Display.
type NoteWriter struct{ Display Display }

// Write notes what is in p, which is whole lines.
func (n NoteWriter) Write(p []byte) (int, error) {
	n.Display.Note(strings.TrimRight(string(p), "\n"))
	return len(p), nil
}
