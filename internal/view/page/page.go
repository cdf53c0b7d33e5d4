package page

import (
	"context"
	"html/template"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/page/board"
	"github.com/trackreg/trackreg/internal/view/page/lookup"
	"github.com/trackreg/trackreg/internal/web/caller"
)

// Page serves the status page and its data. It is safe for concurrent use.
type Page struct {
	o         Options
	names     map[string]*Account
	board     *board.Board
	looker    *lookup.Looker
	actions   *actions
	recorder  *audit.Recorder
	assets    *assets
	views     *views
	templates *template.Template
	mux       *http.ServeMux
	paths     []string // each with its method, as in "GET /api/v1/status"

	downloads chan struct{} // as long as downloadsMost
}

// New returns a page whose figures are kept fresh by [Page.Run].
func New(o Options) *Page {
	p := &Page{o: o, names: map[string]*Account{}, actions: &actions{running: map[string]bool{}}, assets: newAssets(), downloads: make(chan struct{}, downloadsMost)}
	b := board.Options{Redis: o.Redis}
	months := map[string]int{}
	for i := range o.Accounts {
		a := &o.Accounts[i]
		p.names[a.Name] = a
		months[a.Name] = a.KnownMonths
		b.Accounts = append(b.Accounts, standing.Subject{Name: a.Name, Gate: a.Gate})
	}
	if o.Imports != nil {
		b.Imports = o.Imports.Imports
	}
	p.board, p.looker = board.New(b), lookup.New(o.Redis, months)
	p.recorder = audit.NewRecorder(o.Redis)
	p.views, p.templates = newViews(p), parseTemplates(p.assets)
	p.mux = p.routes()
	return p
}

// Run keeps the figures fresh, and carries out what takes longer than a request,
// until ctx ends. It then ends all streams and returns nil.
func (p *Page) Run(ctx context.Context) error {
	var parts errgroup.Group
	parts.Go(func() error { return p.board.Run(ctx) })
	parts.Go(func() error { return p.actions.run(ctx) })
	return parts.Wait()
}

// ServeHTTP answers every path of the page's, and 404 to all others.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", policy)
	p.mux.ServeHTTP(w, r)
}

// policy lets a page load what is its own, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// beginWithin is how long the first figures are waited for after the start.
const beginWithin = time.Second

// snapshot is the newest figures of what the caller sees; right after the start it waits a moment for the first.
func (p *Page) snapshot(ctx context.Context) *board.Snapshot {
	wait := time.NewTimer(beginWithin)
	defer wait.Stop()
	select {
	case <-p.board.Begun():
	case <-wait.C:
	case <-ctx.Done():
	}
	return seenBy(caller.Of(ctx), p.board.Snapshot())
}

// seenBy is a snapshot without what the caller does not see.
func seenBy(who caller.Caller, s *board.Snapshot) *board.Snapshot {
	if who.SeesAll() {
		return s
	}
	some := *s
	some.Accounts, some.Imports = nil, nil
	for _, a := range s.Accounts {
		if who.Sees(a.Name) {
			some.Accounts = append(some.Accounts, a)
		}
	}
	for _, i := range s.Imports {
		if who.Sees(i.Account) {
			some.Imports = append(some.Imports, i)
		}
	}
	return &some
}
