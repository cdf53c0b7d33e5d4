package page

import (
	"context"
	"net/http"
	"slices"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/web/caller"
)

func (p *Page) runImport(w http.ResponseWriter, r *http.Request) *refusal {
	return p.moveImport(w, r, "Run", audit.Run, func(ctx context.Context, name string, a *action) error {
		id, err := p.o.Imports.Run(ctx, name)
		a.deed.Filter = audit.Started(name, id, false)
		a.say("the run " + id + " waits for a worker that runs imports")
		return err
	})
}

func (p *Page) cancelImport(w http.ResponseWriter, r *http.Request) *refusal {
	return p.moveImport(w, r, "Cancel", audit.Cancel, func(ctx context.Context, name string, a *action) error {
		a.say("feeding stops, and what waits is taken out of the queue")
		runs, err := p.o.Imports.Cancel(ctx, name)
		a.deed.Filter, a.deed.Count = audit.Pairs("import", name), &runs
		return err
	})
}

// moveImport begins or ends a run of an import of the settings.
func (p *Page) moveImport(w http.ResponseWriter, r *http.Request, title, what string, move func(context.Context, string, *action) error) *refusal {
	if _, refused := p.form(w, r); refused != nil {
		return refused
	}
	one, refused := p.importNamed(r.Context(), r.PathValue("import"))
	if refused != nil {
		return refused
	}
	title += " " + one.Name
	return p.act(w, r, title, &action{Account: one.Account, Title: title, deed: audit.Deed{What: what}}, func(ctx context.Context, a *action) error {
		err := move(ctx, one.Name, a)
		if _, redis := redistrouble.Diagnose(err); err != nil && !redis {
			return conflict{err}
		}
		return err
	})
}

// conflict is an error that says that an import cannot be moved as it stands.
type conflict struct{ error }

func (p *Page) importNamed(ctx context.Context, name string) (standing.Import, *refusal) {
	if p.o.Imports == nil {
		return standing.Import{}, refuse(http.StatusNotFound, "add one under imports", "the settings have no import")
	}
	all, err := p.o.Imports.Imports(ctx)
	if err != nil {
		return standing.Import{}, failed(err)
	}
	who := caller.Of(ctx)
	i := slices.IndexFunc(all, func(i standing.Import) bool { return i.Name == name && who.Sees(i.Account) })
	switch {
	case i < 0 && !who.SeesAll(): // whether another account has one is not told
		return standing.Import{}, &refusal{who.Strange("the import " + quoted(name)), http.StatusForbidden}
	case i < 0:
		return standing.Import{}, refuse(http.StatusNotFound, "name one of the settings'", "there is no import %s", quoted(name))
	}
	return all[i], nil
}
