package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// mostListed is how many entries a list has if ?limit= does not say.
const mostListed = 1000

// getLedger answers the sums of every account, or of that of ?key=.
func (s *Server) getLedger(w http.ResponseWriter, r *http.Request) {
	type account struct {
		Summary
		Quota Quota `json:"quota"`
	}
	accounts := []account{}
	for _, a := range s.all(r.URL.Query().Get("key")) {
		accounts = append(accounts, account{a.summary(), s.quotaOf(a)})
	}
	respond(w, struct {
		Now         time.Time `json:"now"`
		UnknownKeys int64     `json:"unknown_keys"`
		Accounts    []account `json:"accounts"`
	}{s.Now(), s.UnknownKeys(), accounts})
}

// getLedgerCalls lists the latest calls, of all accounts or of that of ?key=.
func (s *Server) getLedgerCalls(w http.ResponseWriter, r *http.Request) {
	limit, ok := limitOf(w, r)
	if !ok {
		return
	}
	calls := s.Calls(r.URL.Query().Get("key"))
	slices.SortStableFunc(calls, func(a, b Call) int { return a.At.Compare(b.At) })
	respond(w, calls[max(0, len(calls)-limit):])
}

// getLedgerNumbers lists registrations: of ?number=, of ?key=, or any.
func (s *Server) getLedgerNumbers(w http.ResponseWriter, r *http.Request) {
	limit, ok := limitOf(w, r)
	if !ok {
		return
	}
	query := r.URL.Query()
	list := []Registration{}
	for each := range s.Registrations(query.Get("key"), query.Get("number")) {
		if len(list) == limit {
			break
		}
		list = append(list, each)
	}
	respond(w, list)
}

// limitOf reads ?limit=. It answers the call, and reports false, if that is wrong.
func limitOf(w http.ResponseWriter, r *http.Request) (int, bool) {
	text := r.URL.Query().Get("limit")
	if text == "" {
		return mostListed, true
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 {
		refuse(w, fmt.Errorf("limit %q must be a whole number above 0", text))
		return 0, false
	}
	return limit, true
}
