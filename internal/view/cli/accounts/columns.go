package accounts

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/standing"
)

// column is one of the table that is watched.
type column struct {
	head  string
	right bool
	rank  int // where room is short, those of the highest rank go first
	cell  func(standing.Account) string
}

// columns are all there are, from left to right.
var columns = []column{
	{"ACCOUNT", false, 0, func(a standing.Account) string { return a.Name }},
	{"GATE", false, 0, func(a standing.Account) string { return gateCountdown(a.Gate, a.At) }},
	{"PACE", true, 8, paceWord},
	{"SPEED", true, 1, speedWord},
	{"", false, 9, rateBar},
	{"FILL", true, 4, fillWord},
	{"LIVE", true, 2, func(a standing.Account) string { return figures.Count(a.Waiting().Live) }},
	{"BULK", true, 2, func(a standing.Account) string { return figures.Count(a.Waiting().Bulk) }},
	{"LATER", true, 7, func(a standing.Account) string { return figures.Count(a.Waiting().Later()) }},
	{"IN FLIGHT", true, 5, func(a standing.Account) string { return figures.Count(a.Waiting().InFlight) }},
	{"ETA", true, 2, etaWord},
	{"DONE", true, 6, func(a standing.Account) string { return figures.Count(a.Done) }},
	{"FAILED", true, 3, func(a standing.Account) string { return figures.Count(a.Failed) }},
	{"QUOTA LEFT", true, 3, func(a standing.Account) string { return quotaWord(a.Quota) }},
}

// table sets the accounts in the columns that there is room for.
func (v view) table(accounts []standing.Account) []string {
	for most := 9; ; most-- {
		lines := v.tableOf(accounts, most, false)
		if most > 0 && widest(lines) > v.width {
			continue
		}
		if widest(lines) > v.width {
			for i, line := range lines {
				lines[i] = clip(line, v.width)
			}
			return lines
		}
		return v.tableOf(accounts, most, v.colour)
	}
}

// tableOf sets the columns whose rank is at most most.
func (v view) tableOf(accounts []standing.Account, most int, colour bool) []string {
	var table figures.Table
	var cells []func(standing.Account) string
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
	for _, a := range accounts {
		row := make([]string, len(cells))
		for i, cell := range cells {
			row[i] = cell(a)
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

// gateCountdown is the gate's state and how long it lasts at most.
func gateCountdown(g standing.Gate, now time.Time) string {
	l := g.Closing()
	if g.State == standing.Open || l.HalfOpen || l.Until == nil { // how long an outage lasts nobody knows
		return gateWord(g)
	}
	return g.State + " " + figures.Span(max(0, l.Until.Sub(now)).Truncate(time.Second))
}

// rateBar is the rate as a share of the ceiling, in ten steps.
func rateBar(a standing.Account) string {
	const steps = 10
	full := 0
	if a.Speed != nil && a.Pace.Ceiling > 0 {
		full = min(steps, int(steps*a.Speed.Rate/a.Pace.Ceiling+0.5))
	}
	return strings.Repeat("█", full) + strings.Repeat("░", steps-full)
}

func fillWord(a standing.Account) string {
	if a.Speed == nil || a.Speed.Fill == nil {
		return "-"
	}
	return figures.Share(*a.Speed.Fill, 1)
}

func etaWord(a standing.Account) string {
	if a.Speed == nil {
		return "-"
	}
	left, known := a.Speed.Left()
	if !known || left == 0 {
		return "-"
	}
	return figures.Span(left)
}
