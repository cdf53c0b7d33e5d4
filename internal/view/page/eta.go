package page

import (
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/view/page/board"
)

// etaText is in words how long what waits takes, and what beside it.
func etaText(a board.Account) (text, note string) {
	left, known := a.Speed.Left()
	switch {
	case a.Waiting().Now() == 0:
		return "–", "nothing waits"
	case reasonOf(a.Gate) != "":
		return "?", "while the gate is closed"
	case !known:
		return "?", "nothing went in the last 15 s"
	case left < time.Second:
		return "a moment", ""
	default:
		return figures.Span(left.Round(time.Second)), "at this speed"
	}
}
