package status

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/queue"
)

// column is one of the table that is watched.
type column struct {
	head  string
	right bool
	rank  int // where room is short, those of the highest rank go first
	cell  func(Standing) string
}

// columns are all there are, from left to right.
var columns = []column{
	{"ACCOUNT", false, 0, func(s Standing) string { return s.Account }},
	{"GATE", false, 0, func(s Standing) string { return gateCountdown(s.Gate, s.At) }},
	{"NUMBERS/S", true, 1, rateWord},
	{"", false, 9, rateBar},
	{"FILL", true, 4, fillWord},
	{"LIVE", true, 2, func(s Standing) string { return figures.Count(s.pending(queue.LiveQueue(s.Account))) }},
	{"BULK", true, 2, func(s Standing) string { return figures.Count(s.pending(queue.BulkQueue(s.Account))) }},
	{"LATER", true, 7, func(s Standing) string { return figures.Count(s.later()) }},
	{"IN FLIGHT", true, 5, func(s Standing) string { return figures.Count(s.Active) }},
	{"ETA", true, 2, etaWord},
	{"DONE", true, 6, func(s Standing) string { return figures.Count(s.Done) }},
	{"FAILED", true, 3, func(s Standing) string { return figures.Count(s.Failed) }},
	{"QUOTA LEFT", true, 3, func(s Standing) string { return quotaWord(s.Quota) }},
}

// table sets the accounts in the columns that there is room for.
func (v view) table(standings []Standing) []string {
	for most := 9; ; most-- {
		lines := v.tableOf(standings, most, false)
		if most > 0 && widest(lines) > v.width {
			continue
		}
		if widest(lines) > v.width {
			for i, line := range lines {
				lines[i] = clip(line, v.width)
			}
			return lines
		}
		return v.tableOf(standings, most, v.colour)
	}
}

// tableOf sets the columns whose rank is at most most.
func (v view) tableOf(standings []Standing, most int, colour bool) []string {
	var table figures.Table
	var cells []func(Standing) string
	for _, c := range columns {
		if c.rank > most {
			continue
		}
		own := figures.Column{Head: c.head, Right: c.right}
		if colour && c.head == "GATE" {
			own.Paint = func(padded string) string { return v.paint(colourOfWord(padded), padded) }
		}
		table.Columns, cells = append(table.Columns, own), append(cells, c.cell)
	}
	for _, s := range standings {
		row := make([]string, len(cells))
		for i, cell := range cells {
			row[i] = cell(s)
		}
		table.Add(row...)
	}
	var b strings.Builder
	_ = table.Write(&b) // a Builder takes all
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

func widest(lines []string) int {
	most := 0
	for _, line := range lines {
		most = max(most, utf8.RuneCountInString(line))
	}
	return most
}

// pending is how many wait in a queue.
func (s Standing) pending(name string) int64 {
	for _, q := range s.Queues {
		if q.Name == name {
			return q.Pending
		}
	}
	return 0
}

// later is how many wait for a time of their own.
func (s Standing) later() int64 {
	var n int64
	for _, q := range s.Queues {
		n += q.Retry + q.Scheduled
	}
	return n
}

// gateCountdown is the gate's state and how long it lasts at most.
func gateCountdown(g Gate, now time.Time) string {
	l := g.Account
	if l.Reason == "" {
		l = g.Quota
	}
	if g.State == open || l.HalfOpen || l.Until == nil {
		return gateWord(g)
	}
	return g.State + " " + figures.Span(max(0, l.Until.Sub(now)).Truncate(time.Second))
}

func rateWord(s Standing) string {
	ceiling := " of " + figures.Rate(s.Pace.Ceiling)
	if s.Progress == nil {
		return "…" + ceiling
	}
	return figures.Rate(s.Progress.Rate) + ceiling
}

// rateBar is the rate as a share of the ceiling, in ten steps.
func rateBar(s Standing) string {
	const steps = 10
	full := 0
	if s.Progress != nil && s.Pace.Ceiling > 0 {
		full = min(steps, int(steps*s.Progress.Rate/s.Pace.Ceiling+0.5))
	}
	return strings.Repeat("█", full) + strings.Repeat("░", steps-full)
}

func fillWord(s Standing) string {
	if s.Progress == nil || s.Progress.Fill == nil {
		return "-"
	}
	return figures.Share(*s.Progress.Fill, 1)
}

func etaWord(s Standing) string {
	if s.Progress == nil || s.Progress.ETA == nil {
		return "-"
	}
	return figures.Span(time.Duration(*s.Progress.ETA * float64(time.Second)))
}
