package page

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/page/board"
)

// tile is one figure with what it is and what to know of it.
type tile struct {
	Name, Figure, Unit, Note string
	Level                    level // "" where the figure asks for nothing
	Small                    bool  // it is looked at when something is wrong
}

// tilesOf are the figures in their order: what needs somebody, how fast it goes and what waits; the
// rest is small.
func tilesOf(a *board.Account, now time.Time) []tile {
	w := a.Waiting()
	text, note := etaText(*a)
	large := []tile{
		failedTile(a),
		{Name: "Speed", Figure: figures.Rate(a.Speed.Rate), Unit: "numbers/s", Note: "pace " + figures.Rate(a.Pace.PerSecond) + " of " + figures.Rate(a.Pace.Ceiling)},
		{Name: "Waiting", Figure: figures.Count(w.Now()), Note: waitingNote(w)},
		{Name: "Done in", Figure: text, Note: note},
	}
	small := []tile{
		quotaLeft(a, w, now), throttleTile(a), quotaToday(a.Quota), fillTile(a),
		{Name: "Registered", Figure: figures.Count(a.Done), Note: "since the first use"},
	}
	for i := range small {
		small[i].Small = small[i].Level == ""
	}
	all := append(large, small...)
	slices.SortStableFunc(all, func(a, b tile) int { return cmp.Compare(a.place(), b.place()) })
	return all
}

// place is where a tile stands: those that need somebody before the rest, and the small ones behind it.
func (t tile) place() int {
	switch {
	case t.Level == need:
		return 0
	case t.Small:
		return 2
	}
	return 1
}

// waitingNote sorts what waits.
func waitingNote(w standing.Waiting) string {
	note := figures.Count(w.Live) + " live, " + figures.Count(w.Bulk) + " bulk, " + figures.Count(w.InFlight) + " in flight"
	if later := w.Later(); later > 0 {
		note += "; " + figures.Count(later) + " more later"
	}
	return note
}

func fillTile(a *board.Account) tile {
	t := tile{Name: "Fill of calls", Figure: "–", Note: "no number ended in the last 15 s"}
	if fill := a.Speed.Fill; fill != nil {
		t.Figure, t.Unit, t.Note = figures.Rate(100**fill), "%", fmt.Sprintf("of %d numbers a call", a.Pace.BatchSize)
	}
	return t
}

func throttleTile(a *board.Account) tile {
	over := time.Duration(a.Speed.Over * float64(time.Second))
	t := tile{Name: "429 answers", Figure: figures.Count(a.Speed.Throttles), Note: "in the last " + figures.Span(over.Round(time.Second))}
	if over < time.Second {
		t.Note = "from now on"
	}
	if a.Speed.Throttles > 0 {
		t.Level = wait
	}
	return t
}

func quotaToday(q *standing.Quota) tile {
	t := tile{Name: "Quota left today", Figure: "?", Note: "not read yet"}
	switch {
	case q == nil:
	case q.MaxDaily == nil || q.Today == nil:
		t.Note = "17TRACK does not say"
	case *q.MaxDaily == 0:
		t.Figure, t.Note = "∞", "no daily limit"
	default:
		left := max(0, *q.MaxDaily-*q.Today)
		t.Figure, t.Note = figures.Count(left), "of "+figures.Count(*q.MaxDaily)
		if left == 0 {
			t.Level = wait
		}
	}
	return t
}

func quotaLeft(a *board.Account, w standing.Waiting, now time.Time) tile {
	t := tile{Name: "Quota left in all", Figure: "?", Note: "not read yet"}
	q := a.Quota
	switch {
	case q == nil:
		return t
	case q.Remain == nil:
		t.Note = "17TRACK does not say"
		return t
	}
	t.Figure, t.Note = figures.Count(*q.Remain), "read "+ago(q.At, now)
	if *q.Remain < w.Now() {
		t.Level, t.Note = need, "less than what waits"
	}
	return t
}

func failedTile(a *board.Account) tile {
	t := tile{Name: "Failures", Figure: figures.Count(a.Failures.Total), Note: "kept for mending"}
	if a.Failures.Total > 0 {
		t.Level = wait
	}
	return t
}

// ago is how long ago it was, in words that do not change every second.
func ago(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case t.IsZero():
		return "never"
	case d < 10*time.Second:
		return "just now"
	case d < time.Minute:
		return figures.Span(d.Truncate(10*time.Second)) + " ago"
	case d < time.Hour:
		return fmt.Sprintf("%dm ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh ago", int(d.Hours()))
	}
	return fmt.Sprintf("%d days ago", int(d.Hours()/24))
}
