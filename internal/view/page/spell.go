package page

import (
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/history"
)

// outageMeans is what there is no latch for.
const outageMeans = "17TRACK did not answer, or answered nothing that says anything."

func spellWord(reason string) string {
	if m, ok := meanings[gate.Reason(reason)]; ok {
		return m.word
	}
	return reason // an outage, or what a newer version knows
}

// spellLevel says whether it ended by itself.
func spellLevel(reason string) level {
	if m, ok := meanings[gate.Reason(reason)]; ok {
		return m.level
	}
	return wait
}

// spellText says why the account was closed, and for how long.
func spellText(s history.Spell) string {
	means := outageMeans
	if m, ok := meanings[gate.Reason(s.Reason)]; ok {
		means = m.means
	}
	text := means + " From " + stamp(s.From)
	if over := s.To.Sub(s.From).Round(time.Second); over > 0 {
		text += ", for " + figures.Span(over)
	}
	return text + "."
}
