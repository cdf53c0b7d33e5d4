package page

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/web/caller"
	"github.com/trackreg/trackreg/queue"
)

// failuresWanted is how many failures a page of them shows, about.
const failuresWanted = 50

// failureListView is a page of the failures that are picked.
type failureListView struct {
	layout
	Picked map[string]string // by what they are picked
	Any    bool              // by nothing
	Total  string            // in the record
	Rows   []failureLine
	Next   string // where the list goes on; "": nowhere
	Cut    bool
	From   bool // it is not the first page
}

// failureLine is a failure in a line.
type failureLine struct {
	ID, Link, Number, Carrier, What, Message, Ago, At string
	ToMend                                            bool // a person must mend the entry
}

// failureList shows failures, page by page.
func (p *Page) failureList(w http.ResponseWriter, r *http.Request) *refusal {
	account, pick, refused := p.picked(w, r, "from")
	if refused != nil {
		return refused
	}
	from, err := strconv.ParseUint(orElse(r.Form.Get("from"), "0"), 10, 64)
	if err != nil {
		return refuse(http.StatusBadRequest, "follow the links of the page", "the place %s is none", quoted(r.Form.Get("from")))
	}
	record := queue.NewFailures(p.o.Redis, account.Name)
	some, err := record.Some(r.Context(), pick, from, failuresWanted)
	if err != nil {
		return failed(err)
	}
	total, err := record.Len(r.Context())
	if err != nil {
		return failed(err)
	}
	v := failureListView{
		layout: p.layout(caller.Of(r.Context())), Picked: map[string]string{}, Any: pick == (queue.Filter{}), Total: figures.Count(total), Cut: some.Cut, From: from != 0,
	}
	v.Title, v.Account = "Failures of "+account.Name+" · trackreg", account.Name
	for _, name := range choice {
		v.Picked[name] = r.Form.Get(name)
	}
	now := time.Now()
	for _, f := range some.Failures {
		v.Rows = append(v.Rows, lineOf(account.Name, f, now))
	}
	if some.Next != 0 {
		next := maps.Clone(r.Form)
		next.Set("account", account.Name)
		next.Set("from", strconv.FormatUint(some.Next, 10))
		v.Next = "/failures?" + next.Encode()
	}
	p.render(w, r, http.StatusOK, "failurelist", v)
	return nil
}

func lineOf(account string, f queue.Failure, now time.Time) failureLine {
	l := failureLine{
		ID: f.ID, Link: "/failures/one?" + url.Values{"account": {account}, idField: {f.ID}}.Encode(), Number: f.Number(), What: f.Outcome,
		Message: f.Message, Ago: ago(f.At, now), At: stamp(f.At), ToMend: f.Class == queue.Terminal,
	}
	if f.Carrier() != 0 {
		l.Carrier = strconv.Itoa(f.Carrier())
	}
	if f.Code != 0 {
		l.What = strconv.Itoa(f.Code)
	}
	return l
}
