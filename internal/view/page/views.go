package page

import (
	"bytes"
	"strings"
	"sync"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/view/page/board"
	"github.com/trackreg/trackreg/internal/web/caller"
)

// regions are the parts of the page that follow the figures. Each is a template
// of its name, and an element with the id "r-" and its name.
var regions = []string{"headline", "trouble", "overview", "standing", "tiles", "workers", "says", "failures", "imports", "activity", "happened", "deeds", "read"}

// views makes the regions of the page, once for all who follow the same account and may the same.
type views struct {
	page *Page

	mu   sync.Mutex
	of   *board.Snapshot
	made map[viewer]map[string]string // -> region -> HTML
}

// viewer is what the page depends on besides the figures.
type viewer struct {
	account, accounts string // that is shown; that are seen
	canAct, canIntake bool
}

func viewerOf(account string, who caller.Caller) viewer {
	return viewer{account, strings.Join(who.Accounts, " "), who.May(configs.MayAct), who.May(configs.MayIntake)}
}

func newViews(p *Page) *views { return &views{page: p, made: map[viewer]map[string]string{}} }

// regions returns the regions as the snapshot has them.
func (v *views) regions(s *board.Snapshot, account string, who caller.Caller) map[string]string {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.of != s {
		v.of, v.made = s, map[viewer]map[string]string{}
	}
	key := viewerOf(account, who)
	if made, ok := v.made[key]; ok {
		return made
	}
	view := v.page.homeOf(seenBy(who, s), account, who)
	made := map[string]string{"title": view.Title}
	for _, name := range regions {
		var b bytes.Buffer
		if err := v.page.templates.ExecuteTemplate(&b, name, view); err != nil {
			v.page.o.Log.Error().Err(err).Str("template", name).Msg("web: a region of the page cannot be made")
			continue
		}
		made[name] = b.String()
	}
	v.made[key] = made
	return made
}
