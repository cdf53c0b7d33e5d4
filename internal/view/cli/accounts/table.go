package accounts

import (
	"fmt"
	"io"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/internal/standing"
)

// WriteTable writes the accounts for people: a line for each account, and
// under them what is not as it should be.
func WriteTable(w io.Writer, accounts []standing.Account) error {
	table := figures.Table{Columns: []figures.Column{
		{Head: "ACCOUNT"}, {Head: "GATE"}, {Head: "PACE", Right: true}, {Head: "SPEED", Right: true}, {Head: "QUOTA LEFT", Right: true},
		{Head: "LIVE", Right: true}, {Head: "BULK", Right: true}, {Head: "RETRY", Right: true},
		{Head: "SCHEDULED", Right: true}, {Head: "IN FLIGHT", Right: true}, {Head: "DONE", Right: true}, {Head: "FAILED", Right: true},
	}}
	for _, a := range accounts {
		table.Add(cells(a)...)
	}
	if err := table.Write(w); err != nil {
		return err
	}
	for _, a := range accounts {
		for _, note := range notes(a) {
			if _, err := fmt.Fprintln(w, note); err != nil {
				return err
			}
		}
	}
	return nil
}

func cells(a standing.Account) []string {
	w := a.Waiting()
	return []string{
		a.Name, gateWord(a.Gate), paceWord(a), speedWord(a),
		quotaWord(a.Quota), figures.Count(w.Live), figures.Count(w.Bulk), figures.Count(w.Retry), figures.Count(w.Scheduled),
		figures.Count(w.InFlight), figures.Count(a.Done), figures.Count(a.Failed),
	}
}

// paceWord is what is allowed, of what the settings allow.
func paceWord(a standing.Account) string {
	return fmt.Sprintf("%s of %s/s", figures.Rate(a.Pace.PerSecond), figures.Rate(a.Pace.Ceiling))
}

// speedWord is what is done.
func speedWord(a standing.Account) string {
	if a.Speed == nil {
		return "…"
	}
	return figures.Rate(a.Speed.Rate) + "/s"
}

func gateWord(g standing.Gate) string {
	switch l := g.Closing(); {
	case l.Reason == string(gate.Paused) && l.HalfOpen:
		return "resuming" // a hand has ended it
	case l.HalfOpen:
		return g.State + ", probing"
	}
	return g.Condition()
}

func quotaWord(q *standing.Quota) string {
	if q == nil || q.Remain == nil {
		return "?"
	}
	return figures.Count(*q.Remain)
}

// notes says what keeps an account from working as it should, first that nobody works for it.
func notes(a standing.Account) []string {
	var all []string
	if unserved := a.Unserved(); unserved != "" {
		all = append(all, printable.Text(unserved))
	}
	for _, note := range ownNotes(a) {
		all = append(all, a.Name+": "+printable.Text(note)) // queues and reasons are named by others
	}
	return all
}

// ownNotes are sentences in which the account itself is not named.
func ownNotes(a standing.Account) []string {
	var all []string
	for _, l := range []standing.Latch{a.Gate.Account, a.Gate.Quota} {
		if l.Reason != "" {
			all = append(all, latchNote(l, a.At))
		}
	}
	if a.Gate.Backing > 0 {
		all = append(all, unansweredNote(a.Gate))
	}
	if q := a.Quota; q != nil && q.MaxDaily != nil && *q.MaxDaily > 0 && q.Today != nil {
		all = append(all, fmt.Sprintf("%s of today's %s units used", figures.Count(*q.Today), figures.Count(*q.MaxDaily)))
	}
	for _, name := range a.Waiting().Paused {
		all = append(all, "queue "+name+" is paused")
	}
	return append(all, a.Behind()...)
}

// troubled tells whether something else than a latch keeps the account from working as it should.
func troubled(a standing.Account) bool {
	return a.Unserved() != "" || len(a.Waiting().Paused) > 0 || a.Gate.Backing > 0 || len(a.Behind()) > 0
}

// unansweredNote says how many calls came to nothing, and of an outage since when and what was said last.
func unansweredNote(g standing.Gate) string {
	text := figures.Many(g.Backing, "call") + " in a row went unanswered or failed at 17TRACK"
	if o := g.Outage; o != nil {
		if o.Since != nil {
			text = "outage since " + figures.Moment(*o.Since) + ": " + text
		}
		if o.Why != "" {
			text += ", the last with: " + o.Why
		}
	}
	return text + "; what they held is sent again"
}

func latchNote(l standing.Latch, now time.Time) string {
	text := l.Reason
	if l.Since != nil {
		text += " since " + figures.Moment(*l.Since)
	}
	if l.Why != "" {
		text += ": " + l.Why
	}
	switch {
	case l.Reason == string(gate.Paused) && l.HalfOpen:
		text += "; ended by hand, the next call shows whether it goes on"
	case l.HalfOpen:
		text += "; the next call is a probe"
	case l.Until != nil:
		text += "; tried again in " + figures.Span(l.Until.Sub(now))
	}
	return text
}
