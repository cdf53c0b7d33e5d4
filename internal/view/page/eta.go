package page

import (
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/view/page/board"
)

// slowest is the rate below which a mean says nothing of how long the rest takes.
const slowest = 0.1

// eta is how long what waits takes: at the speed of the last minute, or at that
// which the pace allows where nothing went. Less than 0: nobody can tell.
func eta(a board.Account) time.Duration {
	left := a.Waiting().Now()
	if left == 0 {
		return 0
	}
	speed := max(a.Rate.Minute, a.Rate.Numbers)
	if speed < slowest {
		speed = a.Pace.PerSecond
	}
	if reasonOf(a.Gate) != "" || speed < slowest {
		return -1
	}
	return time.Duration(float64(left) / speed * float64(time.Second))
}

// etaText is eta in words, and what beside it.
func etaText(a board.Account) (text, note string) {
	switch d := eta(a); {
	case a.Waiting().Now() == 0:
		return "–", "nothing waits"
	case d < 0:
		return "?", "while the gate is closed"
	case d < time.Second:
		return "a moment", ""
	default:
		return figures.Span(d.Round(time.Second)), "at this minute's speed"
	}
}
