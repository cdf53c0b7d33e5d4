package preview

import (
	"fmt"
	"io"
	"strings"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/printable"
)

// WriteMapping says how the input is understood: its format, which column gives which field, and what
// is not read.
func (p Preview) WriteMapping(w io.Writer) error {
	lines := make([]string, len(p.understood))
	for i, line := range p.understood {
		lines[i] = printable.Text(line)
	}
	_, err := fmt.Fprintf(w, "%s is %s\n", printable.Text(p.Input), strings.Join(lines, "\n  "))
	return err
}

// Write writes the whole for people: the mapping, the first entries, what is wrong, and the cost.
func (p Preview) Write(w io.Writer) error {
	if err := p.WriteMapping(w); err != nil {
		return err
	}
	var text strings.Builder
	if len(p.First) > 0 {
		text.WriteString("\nthe first entries:\n")
	}
	for _, entry := range p.First {
		fmt.Fprintf(&text, "  %s\n", entry)
	}
	if len(p.Bad) > 0 {
		text.WriteString("\nrows that are no entry:\n")
	}
	for _, bad := range p.Bad {
		fmt.Fprintf(&text, "  line %d: %s\n", bad.Line, printable.Text(bad.Reason))
	}
	if rest := p.Invalid - int64(len(p.Bad)); rest > 0 {
		fmt.Fprintf(&text, "  and %s more\n", figures.Count(rest))
		_ = WriteKinds(&text, "all of them by what is wrong:", p.Kinds) // into memory
	}
	_ = WriteKinds(&text, "taken, but 17TRACK may ask for more:", p.Lacking)
	_ = WriteKinds(&text, "cleaned, by rows:", p.Cleaned)
	fmt.Fprintf(&text, "\n%s rows: %s valid, %s invalid", figures.Count(p.Rows), figures.Count(p.Valid), figures.Count(p.Invalid))
	if p.Old > 0 {
		fmt.Fprintf(&text, ", %s older than is asked for", figures.Count(p.Old))
	}
	fmt.Fprintf(&text, "; %s of %d. Nothing was queued.\n", figures.Many(p.Calls, "call"), p.Batch)
	_, err := io.WriteString(w, text.String())
	return err
}
