package display

import "strings"

// NoteWriter writes lines, such as a log's, to a Display.
type NoteWriter struct{ Display Display }

// Write notes what is in p, which is whole lines.
func (n NoteWriter) Write(p []byte) (int, error) {
	for line := range strings.SplitSeq(strings.TrimRight(string(p), "\n"), "\n") {
		n.Display.Note(line)
	}
	return len(p), nil
}
