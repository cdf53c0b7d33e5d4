package preview

import (
	"fmt"
	"io"
	"strings"

	"github.com/trackreg/trackreg/internal/figures"
)

// WriteMapping says how the input is understood: its format, which column gives which field, and what
// is not read.
func (p Preview) WriteMapping(w io.Writer) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%s is read as %s", p.Input, p.Format)
	if p.Encoding != "" && p.Encoding != "utf-8" {
		fmt.Fprintf(&text, " in %s", p.Encoding)
	}
	text.WriteByte('\n')
	for _, c := range p.Columns {
		fmt.Fprintf(&text, "  %s <- %q (column %s)\n", c.Field, c.Heading, c.Letter)
	}
	if len(p.Unread) > 0 {
		fmt.Fprintf(&text, "  not read: %s\n", listed(p.Unread))
	}
	for _, about := range p.About {
		fmt.Fprintf(&text, "  %s\n", about)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// headingsShown is how many headings of columns that are not read are listed.
const headingsShown = 20

func listed(headings []string) string {
	all := make([]string, 0, headingsShown)
	for _, h := range headings[:min(len(headings), headingsShown)] {
		all = append(all, fmt.Sprintf("%q", h))
	}
	text := strings.Join(all, ", ")
	if more := len(headings) - headingsShown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
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
		fmt.Fprintf(&text, "  line %d: %s\n", bad.Line, bad.Reason)
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
