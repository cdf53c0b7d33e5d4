package page

import (
	"net/url"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/view/page/board"
)

// importView is a bulk import and its latest run.
type importView struct {
	Name, Account, Schedule, Next string
	Actions                       string
	Run                           *runView
	Active                        bool
}

// runView is a run of an import.
type runView struct {
	ID, Phase, Why, When, Left string
	Level                      level
	Share                      float64 // of what is read, 0 to 1; below 0: not known
	Percent                    string
	Counts                     []countView
	Problems                   []string
}

type countView struct{ Name, Count string }

func importOf(i board.Import, now time.Time) importView {
	v := importView{
		Name: i.Name, Account: i.Account, Schedule: i.Schedule, Actions: "/api/v1/imports/" + url.PathEscape(i.Name),
		Active: i.Run != nil && i.Run.Active,
	}
	if !i.Next.IsZero() {
		v.Next = i.Next.Format("2006-01-02 15:04 MST")
	}
	if i.Run != nil {
		v.Run = runOf(*i.Run, now)
	}
	return v
}

func runOf(r board.Run, now time.Time) *runView {
	v := &runView{
		ID: r.ID, Phase: r.Phase, Why: stopped(r.Why), Level: levelOf(r), Share: r.Share,
		Percent: figures.Share(min(1, r.Share), 1), Problems: r.Problems, When: "begun " + ago(r.Started, now),
	}
	switch {
	case !r.Ended.IsZero():
		v.When = "ended " + ago(r.Ended, now)
	case r.Started.IsZero():
		v.When = "not begun yet"
	case r.Active && r.LeftKnown:
		v.Left = "about " + figures.Span(r.Left.Round(time.Second)) + " left"
	}
	for _, c := range r.Counts {
		v.Counts = append(v.Counts, countView{c.Name, figures.Count(c.N)})
	}
	return v
}

func levelOf(r board.Run) level {
	switch r.Phase {
	case "failed", "stopped":
		return need
	case "cancelled", "superseded", "waiting":
		return wait
	}
	return good
}
