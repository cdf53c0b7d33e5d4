package page

import (
	"slices"
	"time"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/history"
	"github.com/trackreg/trackreg/internal/view/page/board"
)

// happenedMost is how much of what happened is shown, the newest.
const happenedMost = 10

// eventView is something that happened to the account.
type eventView struct {
	Name, Text, Ago, At string

	at time.Time
}

// happenedTo is what happened to an account, the newest first: its events, and the times in which it
// waited that are none.
func happenedTo(a *board.Account, now time.Time) []eventView {
	var all []eventView
	for _, e := range a.Events {
		all = append(all, eventView{Name: e.Name, Text: sentence(e.Message), Ago: ago(e.At, now), At: stamp(e.At), at: e.At})
	}
	for _, s := range a.Spells {
		if s.Reason == history.Outage || s.Reason == string(gate.Throttled) {
			all = append(all, eventView{Name: "account." + s.Reason, Text: spellText(s), Ago: ago(s.From, now), At: stamp(s.From), at: s.From})
		}
	}
	slices.SortStableFunc(all, func(a, b eventView) int { return b.at.Compare(a.at) })
	return all[:min(len(all), happenedMost)]
}
