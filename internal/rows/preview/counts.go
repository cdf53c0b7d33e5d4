package preview

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/printable"
)

const (
	// kindsKept bounds the kinds that are counted apart: what is wrong may name a character.
	kindsKept = 1000
	// kindsMost is how many kinds are told.
	kindsMost = 50
)

// Counts counts rows by kind, in bounded memory. Its zero value counts.
type Counts struct{ of map[string]int64 }

// Add counts a row.
func (c *Counts) Add(kind string) {
	if c.of == nil {
		c.of = map[string]int64{}
	}
	if _, known := c.of[kind]; !known && len(c.of) >= kindsKept {
		kind = "something else"
	}
	c.of[kind]++
}

// Most returns the kinds with most rows, the largest first.
func (c *Counts) Most() []Kind {
	all := []Kind{}
	for text, n := range c.of {
		all = append(all, Kind{Text: text, Rows: n})
	}
	slices.SortFunc(all, func(a, b Kind) int {
		if a.Rows != b.Rows {
			return int(b.Rows - a.Rows)
		}
		return strings.Compare(a.Text, b.Text)
	})
	return all[:min(len(all), kindsMost)]
}

// WriteKinds lists counts under a title; nothing where there are none.
func WriteKinds(w io.Writer, title string, kinds []Kind) error {
	if len(kinds) == 0 {
		return nil
	}
	var text strings.Builder
	fmt.Fprintf(&text, "\n%s\n", title)
	for _, k := range kinds {
		fmt.Fprintf(&text, "  %s %s\n", figures.Count(k.Rows), printable.Text(k.Text))
	}
	_, err := io.WriteString(w, text.String())
	return err
}
