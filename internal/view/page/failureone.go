package page

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/trackreg/trackreg/internal/view/failures"
	"github.com/trackreg/trackreg/internal/web/caller"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// failureView is one failure, to be mended.
type failureView struct {
	layout
	Line                                         failureLine
	Outcome, Code, Remedy, Task, Queue, Attempts string
	Mend                                         mendView
	Search                                       *searchView // what else is known of its number
	List                                         string
}

// mendView is the entry as it is to be mended, and what is wrong with it.
type mendView struct{ Text, Fault, Mend string }

// failure is the one that a request names.
func (p *Page) failure(r *http.Request, named, id string) (*Account, queue.Failure, *refusal) {
	account, refused := p.account(r, named)
	if refused != nil {
		return nil, queue.Failure{}, refused
	}
	if id == "" {
		return nil, queue.Failure{}, refuse(http.StatusBadRequest, "give the failure's id, as the list at /failures has it", "no failure is named")
	}
	found, err := queue.NewFailures(p.o.Redis, account.Name).Get(r.Context(), id)
	if err != nil {
		return nil, queue.Failure{}, failed(err)
	}
	f, ok := found[id]
	if !ok {
		return nil, f, refuse(http.StatusNotFound, "it has succeeded or was dropped; see those that there are at /failures", "there is no failure %s", quoted(id))
	}
	return account, f, nil
}

// failureOne shows one failure.
func (p *Page) failureOne(w http.ResponseWriter, r *http.Request) *refusal {
	query, refused := p.form(w, r, "account", idField)
	if refused != nil {
		return refused
	}
	account, f, refused := p.failure(r, query.Get("account"), query.Get(idField))
	if refused != nil {
		return refused
	}
	p.showFailure(w, r, http.StatusOK, account, f, &mendView{Text: failures.Mendable(f)})
	return nil
}

func (p *Page) showFailure(w http.ResponseWriter, r *http.Request, status int, account *Account, f queue.Failure, mend *mendView) {
	now := p.board.Snapshot().At
	v := failureView{
		layout: p.layout(caller.Of(r.Context())), Line: lineOf(account.Name, f, now), Mend: *mend,
		Outcome: f.Outcome, Code: strconv.Itoa(f.Code), Remedy: track17.Advice(f.Remedy), Task: f.Task, Queue: f.Queue, Attempts: strconv.Itoa(f.Attempts),
		List: "/failures?account=" + url.QueryEscape(account.Name),
	}
	v.Title, v.Account = f.Number()+" · trackreg", account.Name
	if report, err := p.looker.Find(r.Context(), account.Name, f.Number()); err == nil {
		found := searchOf(report, nil, now)
		v.Search = &found
	}
	p.render(w, r, status, "failure", v)
}
