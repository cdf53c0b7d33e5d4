package page

import (
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/status"
	"github.com/trackreg/trackreg/internal/view/page/board"
	"github.com/trackreg/trackreg/queue"
)

// waiting is what an account has before it.
type waiting struct {
	Live, Bulk, InFlight, Retry, Scheduled int64
	paused                                 []string // queues
}

func waitingOf(s status.Standing) waiting {
	w := waiting{InFlight: s.Active}
	for _, q := range s.Queues {
		w.Retry += q.Retry
		w.Scheduled += q.Scheduled
		switch q.Name {
		case queue.LiveQueue(s.Account):
			w.Live = q.Pending
		case queue.BulkQueue(s.Account):
			w.Bulk = q.Pending
		}
		if q.Paused {
			w.paused = append(w.paused, q.Name)
		}
	}
	return w
}

// now is how many could go at once, were there calls for them.
func (w waiting) now() int64 { return w.Live + w.Bulk + w.InFlight }

// slowest is the rate below which a mean says nothing of how long the rest takes.
const slowest = 0.1

// eta is how long what waits takes: at the speed of the last minute, or at that
// which the pace allows where nothing went. Less than 0: nobody can tell.
func eta(a board.Account) time.Duration {
	left := waitingOf(a.Standing).now()
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
	case waitingOf(a.Standing).now() == 0:
		return "–", "nothing waits"
	case d < 0:
		return "?", "while the gate is closed"
	case d < time.Second:
		return "a moment", ""
	default:
		return figures.Span(d.Round(time.Second)), "at this minute's speed"
	}
}
