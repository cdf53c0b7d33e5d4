package status

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/queue"
)

// WriteTable writes the standings for people: a line for each account, and
// under them what is not as it should be.
func WriteTable(w io.Writer, standings []Standing) error {
	table := figures.Table{Columns: []figures.Column{
		{Head: "ACCOUNT"}, {Head: "GATE"}, {Head: "PACE", Right: true}, {Head: "QUOTA LEFT", Right: true},
		{Head: "LIVE", Right: true}, {Head: "BULK", Right: true}, {Head: "RETRY", Right: true},
		{Head: "SCHEDULED", Right: true}, {Head: "IN FLIGHT", Right: true}, {Head: "DONE", Right: true}, {Head: "FAILED", Right: true},
	}}
	for _, s := range standings {
		table.Add(cells(s)...)
	}
	if err := table.Write(w); err != nil {
		return err
	}
	for _, s := range standings {
		for _, note := range notes(s) {
			if _, err := fmt.Fprintf(w, "%s: %s\n", s.Account, note); err != nil {
				return err
			}
		}
	}
	return nil
}

func cells(s Standing) []string {
	var live, bulk, retry, scheduled int64
	for _, q := range s.Queues {
		retry += q.Retry
		scheduled += q.Scheduled
		switch q.Name {
		case queue.LiveQueue(s.Account):
			live = q.Pending
		case queue.BulkQueue(s.Account):
			bulk = q.Pending
		}
	}
	return []string{
		s.Account, gateWord(s.Gate), fmt.Sprintf("%s of %s/s", figures.Rate(s.Pace.PerSecond), figures.Rate(s.Pace.Ceiling)),
		quotaWord(s.Quota), figures.Count(live), figures.Count(bulk), figures.Count(retry), figures.Count(scheduled),
		figures.Count(s.Active), figures.Count(s.Done), figures.Count(s.Failed),
	}
}

func gateWord(g Gate) string {
	if g.State != open && (g.Account.HalfOpen || g.Account.Reason == "" && g.Quota.HalfOpen) {
		return g.State + ", probing"
	}
	return g.State
}

func quotaWord(q *Quota) string {
	if q == nil || q.Remain == nil {
		return "?"
	}
	return figures.Count(*q.Remain)
}

// notes says what keeps an account from working as it should.
func notes(s Standing) []string {
	var all []string
	for _, l := range []Latch{s.Gate.Account, s.Gate.Quota} {
		if l.Reason != "" {
			all = append(all, latchNote(l, s.At))
		}
	}
	if s.Gate.Backing > 0 {
		all = append(all, figures.Many(s.Gate.Backing, "call")+" in a row went unanswered or failed at 17TRACK; what they held is sent again")
	}
	if q := s.Quota; q != nil && q.MaxDaily != nil && *q.MaxDaily > 0 && q.Today != nil {
		all = append(all, fmt.Sprintf("%s of today's %s units used", figures.Count(*q.Today), figures.Count(*q.MaxDaily)))
	}
	for _, q := range s.Queues {
		if q.Paused {
			all = append(all, "queue "+q.Name+" is paused")
		}
	}
	return append(all, s.Behind()...)
}

// troubled tells whether something else than a latch keeps the account from working as it should.
func (s Standing) troubled() bool {
	paused := slices.ContainsFunc(s.Queues, func(q Queue) bool { return q.Paused })
	return paused || s.Gate.Backing > 0 || len(s.Behind()) > 0
}

func latchNote(l Latch, now time.Time) string {
	text := l.Reason
	if l.Since != nil {
		text += " since " + l.Since.Local().Format("2006-01-02 15:04:05")
	}
	if l.Why != "" {
		text += ": " + printable(l.Why)
	}
	switch {
	case l.HalfOpen:
		text += "; the next call is a probe"
	case l.Until != nil:
		text += "; tried again in " + figures.Span(l.Until.Sub(now))
	}
	return text
}

// printable is the text without what a terminal would obey.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
}
