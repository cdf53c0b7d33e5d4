package page

import (
	"net/http"
	"net/url"

	"github.com/trackreg/trackreg/internal/view/page/board"
	"github.com/trackreg/trackreg/internal/web/caller"
)

// home is the status page, of one account in full and of all others in a line each.
func (p *Page) home(w http.ResponseWriter, r *http.Request) *refusal {
	query, refused := p.form(w, r, "account", "number", "span")
	if refused != nil {
		return refused
	}
	s := p.snapshot(r.Context())
	who := caller.Of(r.Context())
	a, refused := p.account(r, query.Get("account"))
	if refused != nil {
		return refused
	}
	account := a.Name
	if query.Get("account") == "" {
		account = neediest(s, account)
	}
	v := p.homeOf(s, account, who)
	if refused := p.past(r.Context(), query.Get("span"), &v); refused != nil {
		return refused
	}
	status := p.searched(r, query, &v)
	p.render(w, r, status, "home", v)
	return nil
}

// neediest is the account that is shown where none is named: the first that needs
// somebody, else the usual.
func neediest(s *board.Snapshot, usual string) string {
	for _, a := range s.Accounts {
		if !s.Read.IsZero() && stateOf(a.Account).level == need {
			return a.Name
		}
	}
	return usual
}

// searched puts in the view what became of the number that is asked for.
func (p *Page) searched(r *http.Request, query url.Values, v *homeView) (status int) {
	number := query.Get("number")
	if number == "" {
		return http.StatusOK
	}
	v.Number = number
	report, err := p.looker.Find(r.Context(), v.Account, number)
	found := searchOf(report, err, p.board.Snapshot().At)
	if v.Several {
		found.Account = v.Account
	}
	v.Search = &found
	if err != nil {
		return http.StatusBadRequest
	}
	return http.StatusOK
}
