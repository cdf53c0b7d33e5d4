package page

import (
	"fmt"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/page/board"
)

// level says how much something asks of a person.
type level string

// The levels, which are also the classes that the style sheet knows.
const (
	good level = "good"
	wait level = "wait" // it ends by itself
	need level = "need" // a person must do something
)

// meaning is what a state of the gate means for people, and what they do about it.
type meaning struct {
	level       level
	word        string // of the state: "held"
	means, mend string
}

// meanings are those of docs/operations.md, in a sentence or two.
var meanings = map[gate.Reason]meaning{
	"": {good, "open", "Calls go out as numbers come.", ""},
	gate.Throttled: {wait, "throttled", "17TRACK answered 429, too many calls.",
		"Nothing to do: it goes on by itself. If it comes often, another program uses this key: lower requests_per_second."},
	gate.Held: {need, "held", "17TRACK refuses the account.",
		"Mend what is said beside it. A key changed in key_file is tried at once; after any other mend press Resume."},
	gate.Paused: {need, "paused", "Somebody paused the account by hand.",
		"Press Resume when the reason is gone: it never ends by itself."},
	gate.DailyLimited: {wait, "daily limit", "The day's allowance is used up.",
		"Wait for the next day, or raise the limit in 17TRACK's dashboard."},
	gate.QuotaDrained: {need, "quota used up", "The account's quota is used up.",
		"Buy quota at 17TRACK, then press Ask for the quota, or wait until it is asked by itself."},
	gate.Reserved: {need, "reserve", "What quota is left is kept for live numbers; bulk waits.",
		"Buy quota, or lower quota_reserve."},
}

// meaningOf is what the gate's state means now.
func meaningOf(g standing.Gate) meaning {
	m, ok := meanings[reasonOf(g)]
	if !ok {
		m = meaning{need, g.State, "The account may not call.", "See what is said beside it."}
	}
	switch {
	case reasonOf(g) == "" && g.Backing > 0:
		m.level = wait
		if g.Outage != nil {
			m.word = standing.OutageCondition
		}
		m.means = fmt.Sprintf("The last %s went unanswered or failed at 17TRACK. The same numbers go again, at growing distances.", plural(g.Backing, "call", "calls"))
		m.mend = "Nothing to do here; if it lasts, look at 17TRACK's own status."
	case g.Closing().HalfOpen && reasonOf(g) == gate.Paused:
		m = meaning{wait, "resuming", "The pause was ended by hand: the next call shows whether the account may go on.", ""}
	case g.Closing().HalfOpen:
		m.level = wait
		m.word += ", probing"
		m.means += " Its time is up: the next call is a probe, and if that goes well the account opens."
		m.mend = ""
	}
	return m
}

// conditionOf is what asks most of a person of all that concerns the account: its gate, then its webhook.
func conditionOf(a *board.Account) meaning {
	m := meaningOf(a.Gate)
	if w := a.Webhook; m.level == good && w != nil && w.Failing {
		m.level, m.word = wait, "webhook fails"
	}
	return m
}

// whyOf is the sentence that the gate was closed with, or what the latest unanswered call met.
func whyOf(g standing.Gate) string {
	if g.Condition() == standing.OutageCondition {
		return g.Outage.Why
	}
	return g.Closing().Why
}

// sinceOf says for how long the gate has been as it is.
func sinceOf(g standing.Gate, now time.Time) string {
	switch l := g.Closing(); {
	case l.Since != nil:
		return "Closed " + ago(*l.Since, now) + "."
	case l.Reason == "" && g.Outage != nil && g.Outage.Since != nil:
		return "The first " + ago(*g.Outage.Since, now) + "."
	}
	return ""
}

func reasonOf(g standing.Gate) gate.Reason {
	return gate.Reason(g.Closing().Reason)
}

// countdown says when a closed gate is tried again.
func countdown(l standing.Latch, now time.Time) string {
	if l.Reason == "" || l.HalfOpen || l.Until == nil {
		return ""
	}
	return "Tried again in " + figures.Span(l.Until.Sub(now).Round(time.Second)) + "."
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return figures.Count(n) + " " + many
}
