package page

import (
	"fmt"
	"net/url"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/standing"
)

// importView is a bulk import and its latest run.
type importView struct {
	Name, Account, Schedule, Next string
	Actions                       string
	Page                          string // of all its runs
	Looked                        string // how long ago there was nothing new; "": something came since
	Run                           *runView
	Active                        bool // the run has not ended
}

// runView is a run in the words of the page.
type runView struct {
	standing.Run
	Level                    level
	Whole                    bool // how it is read is unfolded
	Why, When, Left, Percent string
	Counts                   []countView
	Problems                 []string // each with its place
}

type countView struct{ Name, Count string }

func importOf(i standing.Import, now time.Time) importView {
	run := i.Latest()
	v := importView{
		Name: i.Name, Account: i.Account, Schedule: i.Schedule, Actions: "/api/v1/imports/" + url.PathEscape(i.Name),
		Page:   "/imports/" + url.PathEscape(i.Name),
		Active: run != nil && !run.Phase.Ended(),
	}
	if i.Next != nil {
		v.Next = i.Next.UTC().Format("2006-01-02 15:04 UTC")
	}
	if i.Looked != nil {
		v.Looked = ago(*i.Looked, now)
	}
	if run != nil {
		v.Run = runOf(*run, now)
	}
	return v
}

func runOf(r standing.Run, now time.Time) *runView {
	v := &runView{
		Run: r, Level: levelOf(r.Phase), Why: stopped(r.Why), When: "begun " + ago(r.Started, now),
		Percent: figures.Share(min(1, r.Share), 1),
	}
	left, known := r.Left()
	switch {
	case !r.Ended.IsZero():
		v.When = "ended " + ago(r.Ended, now)
	case r.Started.IsZero():
		v.When = "not begun yet"
	case known:
		v.Left = "about " + figures.Span(left.Round(time.Second)) + " left"
	}
	for _, c := range countsShown(r.Counts) {
		v.Counts = append(v.Counts, countView{c.Words(), figures.Count(c.N)})
	}
	for _, p := range r.Problems {
		v.Problems = append(v.Problems, placed(p))
	}
	return v
}

func levelOf(p ledger.Phase) level {
	switch p {
	case ledger.Failed, ledger.Stopped:
		return need
	case ledger.Cancelled, ledger.Superseded, ledger.Waiting:
		return wait
	}
	return good
}

// countsShown are the counts in the order of a row's way; those of 0 are left out but for the first.
func countsShown(c ledger.Counts) []ledger.Count {
	var shown []ledger.Count
	for i, count := range c.All() {
		if i == 0 || count.N > 0 {
			shown = append(shown, count)
		}
	}
	return shown
}

// placed is a problem with its place.
func placed(p ledger.Problem) string {
	switch {
	case p.Part == "":
		return p.Message
	case p.Line == 0:
		return p.Part + ": " + p.Message
	}
	return fmt.Sprintf("%s, line %d: %s", p.Part, p.Line, p.Message)
}
