package page

import (
	"bytes"
	"sync"

	"github.com/trackreg/trackreg/internal/view/page/board"
)

// regions are the parts of the page that follow the figures. Each is a template
// of its name, and an element with the id "r-" and its name.
var regions = []string{"headline", "trouble", "overview", "standing", "tiles", "says", "failures", "imports", "activity", "happened", "read"}

// views makes the regions of the page, once for all who follow the same account.
type views struct {
	page *Page

	mu   sync.Mutex
	of   *board.Snapshot
	made map[string]map[string]string // account -> region -> HTML
}

func newViews(p *Page) *views { return &views{page: p, made: map[string]map[string]string{}} }

// regions returns the regions as the snapshot has them.
func (v *views) regions(s *board.Snapshot, account string) map[string]string {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.of != s {
		v.of, v.made = s, map[string]map[string]string{}
	}
	if made, ok := v.made[account]; ok {
		return made
	}
	view := v.page.homeOf(s, account)
	made := map[string]string{"title": view.Title}
	for _, name := range regions {
		var b bytes.Buffer
		if err := v.page.templates.ExecuteTemplate(&b, name, view); err != nil {
			v.page.o.Log.Error().Err(err).Str("template", name).Msg("web: a region of the page cannot be made")
			continue
		}
		made[name] = b.String()
	}
	v.made[account] = made
	return made
}
