package job

import (
	"fmt"
	"sync"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/rows/preview"
)

// complaints tells of the first rows that are wrong, and counts all of them by kind: of a file in the
// wrong form every row is wrong, and nobody reads ten thousand lines. It is safe for concurrent use.
type complaints struct {
	tell func(line string)

	mu    sync.Mutex
	told  int64
	kinds preview.Counts
}

func (c *complaints) add(line, kind string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kinds.Add(kind)
	if c.told++; c.told <= preview.BadMost {
		c.tell(line)
	}
}

// end says how many were not told of, and of which kinds there are how many.
func (c *complaints) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.told <= preview.BadMost {
		return
	}
	c.tell(fmt.Sprintf("and %s more rows; all of them by what is wrong:", figures.Count(c.told-preview.BadMost)))
	for _, kind := range c.kinds.Most() {
		c.tell(fmt.Sprintf("  %s %s", figures.Count(kind.Rows), kind.Text))
	}
}
