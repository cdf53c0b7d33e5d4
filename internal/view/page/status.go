package page

import (
	"net/http"
	"time"

	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/page/board"
)

// overall is the status of all accounts, as scripts read it. Fields are added to
// it, never changed.
type overall struct {
	At       *time.Time      `json:"at"`      // when the figures were read; null: not yet
	Trouble  string          `json:"trouble"` // why they are not fresh; "": they are
	Accounts []accountStatus `json:"accounts"`
	Imports  []importStatus  `json:"imports"`
}

type accountStatus struct {
	standing.Account
	Rate   standing.Speed `json:"rate"`
	ETA    *float64       `json:"eta_seconds"` // null: nobody can tell
	Level  level          `json:"level"`       // good, wait, need
	Todo   []string       `json:"todo"`
	Causes []causeStatus  `json:"failures_by_remedy"`
}

type causeStatus struct {
	Class  string `json:"class"`
	Remedy string `json:"remedy"`
	Count  int    `json:"count"`
	Codes  []int  `json:"codes"`
}

type importStatus struct {
	Name     string           `json:"name"`
	Account  string           `json:"account"`
	Schedule string           `json:"schedule"`
	Run      string           `json:"run"` // "": it never ran
	Phase    string           `json:"phase"`
	Share    float64          `json:"share"`
	Counts   map[string]int64 `json:"counts"`
}

// status answers scripts with what the page shows.
func (p *Page) status(w http.ResponseWriter, r *http.Request) *refusal {
	query, refused := p.form(w, r, "account")
	if refused != nil {
		return refused
	}
	s := p.snapshot(r.Context())
	only := query.Get("account")
	if _, refused := p.account(r, only); refused != nil {
		return refused
	}
	o := overall{Trouble: s.Trouble, Accounts: []accountStatus{}, Imports: []importStatus{}}
	if !s.Read.IsZero() {
		at := s.Read.UTC()
		o.At = &at
	}
	for i := range s.Accounts {
		if s.Read.IsZero() {
			break // zeros would be taken for figures
		}
		if name := s.Accounts[i].Name; only == "" || only == name {
			o.Accounts = append(o.Accounts, statusOf(&s.Accounts[i]))
		}
	}
	for _, i := range s.Imports {
		o.Imports = append(o.Imports, importStatusOf(i))
	}
	code := http.StatusOK
	if s.Trouble != "" || s.Read.IsZero() {
		code = http.StatusServiceUnavailable
	}
	return p.json(w, code, o)
}

func statusOf(a *board.Account) accountStatus {
	m := conditionOf(a)
	s := accountStatus{
		Account: a.Account, Level: m.level, Todo: append([]string{}, todo(a, m)...), Causes: []causeStatus{},
		Rate: a.Speed, ETA: a.Speed.ETA,
	}
	for _, c := range a.Failures.Causes {
		s.Causes = append(s.Causes, causeStatus{c.Class, c.Remedy, c.Count, append([]int{}, c.Codes...)})
	}
	return s
}

func importStatusOf(i standing.Import) importStatus {
	s := importStatus{Name: i.Name, Account: i.Account, Schedule: i.Schedule, Counts: map[string]int64{}}
	run := i.Latest()
	if run == nil {
		return s
	}
	s.Run, s.Phase, s.Share = run.ID, string(run.Phase), run.Share
	for _, c := range countsShown(run.Counts) {
		s.Counts[c.Words()] = c.N
	}
	return s
}
