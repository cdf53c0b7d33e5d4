package page

import (
	"net/http"
	"time"

	"github.com/trackreg/trackreg/internal/history"
)

// told is what happened in a span, as scripts read it.
type told struct {
	Account string       `json:"account"`
	Span    string       `json:"span"`
	From    time.Time    `json:"from"`
	To      time.Time    `json:"to"` // the last step is under way
	Step    float64      `json:"step_seconds"`
	Points  []toldPoint  `json:"points"`
	Closed  []toldClosed `json:"closed"`
}

type toldPoint struct {
	At        time.Time          `json:"at"`
	Observed  float64            `json:"observed_seconds"` // 0: nobody looked, which is not the same as nothing done
	Outcomes  map[string]int64   `json:"outcomes"`
	Calls     int64              `json:"calls"`
	Throttles int64              `json:"throttles"`
	Most      int64              `json:"backlog_most"`
	Mean      float64            `json:"backlog_mean"`
	Closed    map[string]float64 `json:"closed_seconds"`
}

type toldClosed struct {
	Reason string    `json:"reason"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
}

// historyJSON tells scripts what happened in a span; a day where they name none.
func (p *Page) historyJSON(w http.ResponseWriter, r *http.Request) *refusal {
	query, refused := p.form(w, r, "account", "span")
	if refused != nil {
		return refused
	}
	account, refused := p.account(r, query.Get("account"))
	if refused != nil {
		return refused
	}
	span, refused := spanNamed(orElse(query.Get("span"), "day"))
	if refused != nil {
		return refused
	}
	story, err := history.NewRecord(p.o.Redis, account.Name).Read(r.Context(), span)
	if err != nil {
		return failed(err)
	}
	return p.json(w, http.StatusOK, toldOf(account.Name, span, story))
}

func toldOf(account string, span history.Span, s history.Story) told {
	t := told{
		Account: account, Span: span.Name, From: s.From, To: s.To, Step: s.Step.Seconds(),
		Points: make([]toldPoint, 0, len(s.Points)), Closed: []toldClosed{},
	}
	for _, p := range s.Points {
		one := toldPoint{At: p.At, Observed: p.Observed, Outcomes: p.Ended, Calls: p.Calls, Throttles: p.Throttle, Most: p.Most, Mean: p.Backlog(), Closed: p.Closed}
		if one.Outcomes == nil {
			one.Outcomes = map[string]int64{}
		}
		if one.Closed == nil {
			one.Closed = map[string]float64{}
		}
		t.Points = append(t.Points, one)
	}
	for _, c := range s.Spells {
		t.Closed = append(t.Closed, toldClosed(c))
	}
	return t
}
