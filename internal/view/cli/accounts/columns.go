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
	{"ACCOUNT", false, 0, func(s standing.Account) string { return s.Name }},
	{"GATE", false, 0, func(s standing.Account) string { return gateCountdown(s.Gate, s.At) }},
	{"NUMBERS/S", true, 1, rateWord},
	{"", false, 9, rateBar},
	{"FILL", true, 4, fillWord},
	{"LIVE", true, 2, func(s standing.Account) string { return figures.Count(s.Waiting().Live) }},
	{"BULK", true, 2, func(s standing.Account) string { return figures.Count(s.Waiting().Bulk) }},
	{"LATER", true, 7, func(s standing.Account) string { return figures.Count(s.Waiting().Later()) }},
	{"IN FLIGHT", true, 5, func(s standing.Account) string { return figures.Count(s.Active) }},
	{"ETA", true, 2, etaWord},
	{"DONE", true, 6, func(s standing.Account) string { return figures.Count(s.Done) }},
	{"FAILED", true, 3, func(s standing.Account) string { return figures.Count(s.Failed) }},
	{"QUOTA LEFT", true, 3, func(s standing.Account) string { return quotaWord(s.Quota) }},
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
	for _, s := range accounts {
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

// gateCountdown is the gate's state and how long it lasts at most.
func gateCountdown(g standing.Gate, now time.Time) string {
	l := g.Closing()
	if g.State == standing.Open || l.HalfOpen || l.Until == nil {
		return gateWord(g)
	}
	return g.State + " " + figures.Span(max(0, l.Until.Sub(now)).Truncate(time.Second))
}

func rateWord(s standing.Account) string {
	ceiling := " of " + figures.Rate(s.Pace.Ceiling)
	if s.Speed == nil {
		return "…" + ceiling
	}
	return figures.Rate(s.Speed.Rate) + ceiling
}

// rateBar is the rate as a share of the ceiling, in ten steps.
func rateBar(s standing.Account) string {
	const steps = 10
	full := 0
	if s.Speed != nil && s.Pace.Ceiling > 0 {
		full = min(steps, int(steps*s.Speed.Rate/s.Pace.Ceiling+0.5))
	}
	return strings.Repeat("█", full) + strings.Repeat("░", steps-full)
}

func fillWord(s standing.Account) string {
	if s.Speed == nil || s.Speed.Fill == nil {
		return "-"
	}
	return figures.Share(*s.Speed.Fill, 1)
}

func etaWord(s standing.Account) string {
	if s.Speed == nil {
		return "-"
	}
	left, known := s.Speed.Left()
	if !known || left == 0 {
		return "-"
	}
	return figures.Span(left)
}
