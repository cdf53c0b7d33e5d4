package page

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/trackreg/trackreg/internal/web/caller"
	"github.com/trackreg/trackreg/queue"
)

// handler is a route; a refusal that it returns is answered as the client can read it.
type handler func(w http.ResponseWriter, r *http.Request) *refusal

func (p *Page) routes() *http.ServeMux {
	mux := http.NewServeMux()
	add := func(method, path string, h handler) {
		p.paths = append(p.paths, method+" "+path)
		mux.HandleFunc(path, p.only(method, h))
	}
	get := func(path string, h handler) { add(http.MethodGet, path, h) }
	post := func(path string, h handler) { add(http.MethodPost, path, h) }
	get("/{$}", p.home)
	get("/assets/{name}", p.asset)
	get("/api/v1/status", p.status)
	get("/api/v1/events", p.events)
	get("/api/v1/search", p.search)
	get("/api/v1/history", p.historyJSON)
	get("/api/v1/failures", p.failuresJSON)
	get("/api/v1/failures.csv", p.failuresCSV)
	get("/api/v1/failures.xlsx", p.failuresXLSX)
	post("/api/v1/failures/retry", p.retry)
	post("/api/v1/failures/drop", p.drop)
	post("/api/v1/failures/mend", p.mend)
	get("/failures", p.failureList)
	get("/failures/one", p.failureOne)
	post("/api/v1/accounts/{account}/pause", p.pause)
	post("/api/v1/accounts/{account}/resume", p.resume)
	post("/api/v1/accounts/{account}/quota", p.quota)
	post("/api/v1/accounts/{account}/webhook", p.postNow)
	get("/imports/{import}", p.runs)
	get("/refused", p.refused)
	get("/api/v1/refused", p.refusedJSON)
	get("/api/v1/imports/{import}/runs", p.runsJSON)
	get("/api/v1/imports/{import}/runs/{run}", p.runJSON)
	post("/api/v1/imports/{import}/run", p.runImport)
	post("/api/v1/imports/{import}/cancel", p.cancelImport)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p.refuse(w, r, refuse(http.StatusNotFound, "see the status page at /, or /api/v1/openapi.json", "there is nothing at this path"))
	})
	return mux
}

// only lets a method through, HEAD as GET, and what the request's query may hold.
func (p *Page) only(method string, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method && (method != http.MethodGet || r.Method != http.MethodHead) {
			allow := method
			if method == http.MethodGet {
				allow += ", " + http.MethodHead
			}
			w.Header().Set("Allow", allow)
			p.refuse(w, r, refuse(http.StatusMethodNotAllowed, "use "+strings.ReplaceAll(allow, ", ", " or "), "%s is not done here", r.Method))
			return
		}
		if refused := h(w, r); refused != nil {
			p.refuse(w, r, refused)
		}
	}
}

// account is the one that a request names by its path, its query or its form, which must be one of
// the caller's.
func (p *Page) account(r *http.Request, named string) (*Account, *refusal) {
	who := caller.Of(r.Context())
	if named == "" {
		if a := p.usual(who); a != nil {
			return a, nil
		}
		named = queue.DefaultAccount
	}
	if !who.Sees(named) {
		return nil, &refusal{who.Strange(quoted(named)), http.StatusForbidden}
	}
	if a, ok := p.names[named]; ok {
		return a, nil
	}
	return nil, refuse(http.StatusNotFound, "name one of its settings", "the worker has no account %s", quoted(named))
}

// usual is the account where none is named: main, or the first that the caller sees where there
// is no main that he does. It is nil where he sees none.
func (p *Page) usual(who caller.Caller) *Account {
	if a, ok := p.names[queue.DefaultAccount]; ok && who.Sees(a.Name) {
		return a
	}
	for i := range p.o.Accounts {
		if who.Sees(p.o.Accounts[i].Name) {
			return &p.o.Accounts[i]
		}
	}
	return nil
}

// quoted shows what came from outside, shortened.
func quoted(s string) string {
	const most = 60
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return fmt.Sprintf("%q", s)
}
