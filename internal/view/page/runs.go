package page

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/web/caller"
)

const (
	// runsShown is how many runs of an import are shown, the newest.
	runsShown = 200
	// partsShown is how many parts of a source are, the first.
	partsShown = 100
)

// runsView is all runs of an import, and one of them in full.
type runsView struct {
	layout
	Import importView
	Runs   []runLine
	More   string    // how many older ones are not shown; "": none
	Open   *runView  // the one that is shown in full; nil: none
	Parts  []partRow // of its source
	Mend   string    // the command that writes its failed rows; "": none failed
}

// runLine is a run in the list.
type runLine struct {
	ID, Link, Phase, When, At                           string
	Level                                               level
	Shown                                               bool
	Read, Invalid, Queued, Registered, Rejected, Others string
}

// partRow is a part of a source, and how far it was read.
type partRow struct{ Name, State string }

// runs shows all runs of an import, and the one that is asked for, or that most is to be said of, in full.
func (p *Page) runs(w http.ResponseWriter, r *http.Request) *refusal {
	query, refused := p.form(w, r, "run")
	if refused != nil {
		return refused
	}
	one, refused := p.importNamed(r.Context(), r.PathValue("import"))
	if refused != nil {
		return refused
	}
	all, err := p.o.Imports.Runs(r.Context(), one.Name)
	if err != nil {
		return failed(err)
	}
	now := time.Now()
	v := runsView{layout: p.layout(caller.Of(r.Context())), Import: importOf(one, now)}
	v.Title, v.Account = one.Name+" · trackreg", one.Account
	id := query.Get("run")
	if latest := one.Latest(); id == "" && latest != nil {
		id = latest.ID
	}
	if id != "" {
		run, refused := p.runNamed(r, one.Name, id)
		if refused != nil {
			return refused
		}
		v.open(run, now)
	}
	v.list(all, id, now)
	p.render(w, r, http.StatusOK, "runs", v)
	return nil
}

// open shows a run in full.
func (v *runsView) open(run standing.Run, now time.Time) {
	v.Open = runOf(run, now)
	v.Open.Whole = true
	for _, part := range run.Parts[:min(len(run.Parts), partsShown)] {
		v.Parts = append(v.Parts, partRow{part.Name, orElse(string(part.State), "not read")})
	}
	if more := len(run.Parts) - partsShown; more > 0 {
		v.Parts = append(v.Parts, partRow{State: "and " + figures.Count(more) + " more"})
	}
	if run.Failed() > 0 {
		v.Mend = "trackreg import failures " + run.Import + " " + run.ID + " --file mend.csv"
	}
}

// list lists runs, a line each.
func (v *runsView) list(all []standing.Run, open string, now time.Time) {
	for _, run := range all[:min(len(all), runsShown)] {
		c := run.Counts
		line := runLine{
			ID: run.ID, Link: v.Import.Page + "?run=" + url.QueryEscape(run.ID), Phase: string(run.Phase), When: runOf(run, now).When,
			Level: levelOf(run.Phase), Shown: run.ID == open,
			Read: figures.Count(c.Read), Invalid: figures.Count(c.Invalid), Queued: figures.Count(c.Queued),
			Registered: figures.Count(c.Registered + c.AlreadyRegistered), Rejected: figures.Count(c.Rejected),
			Others: figures.Count(c.Exhausted + c.Expired + c.Cancelled + c.Removed),
		}
		if !run.Ended.IsZero() {
			line.At = stamp(run.Ended)
		}
		v.Runs = append(v.Runs, line)
	}
	if more := len(all) - runsShown; more > 0 {
		v.More = figures.Count(more)
	}
}

// runNamed reads a run of an import.
func (p *Page) runNamed(r *http.Request, name, id string) (standing.Run, *refusal) {
	run, err := p.o.Imports.Report(r.Context(), name, id)
	if errors.Is(err, ledger.ErrNoRun) {
		return run, refuse(http.StatusNotFound, "see those that are kept at /imports/"+url.PathEscape(name), "%s has no run %s", name, quoted(id))
	}
	if err != nil {
		return run, failed(err)
	}
	return run, nil
}

// runsJSON tells scripts all runs of an import.
func (p *Page) runsJSON(w http.ResponseWriter, r *http.Request) *refusal {
	if _, refused := p.form(w, r); refused != nil {
		return refused
	}
	one, refused := p.importNamed(r.Context(), r.PathValue("import"))
	if refused != nil {
		return refused
	}
	all, err := p.o.Imports.Runs(r.Context(), one.Name)
	if err != nil {
		return failed(err)
	}
	return p.json(w, http.StatusOK, append([]standing.Run{}, all...))
}

// runJSON tells scripts all that is kept of a run.
func (p *Page) runJSON(w http.ResponseWriter, r *http.Request) *refusal {
	if _, refused := p.form(w, r); refused != nil {
		return refused
	}
	one, refused := p.importNamed(r.Context(), r.PathValue("import"))
	if refused != nil {
		return refused
	}
	run, refused := p.runNamed(r, one.Name, r.PathValue("run"))
	if refused != nil {
		return refused
	}
	return p.json(w, http.StatusOK, run)
}
