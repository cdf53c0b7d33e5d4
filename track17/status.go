package track17

import (
	"errors"
	"net/http"
)

// statusOK is the one status under which the items are read.
const statusOK = http.StatusOK

// statusEntry is what a range of HTTP statuses means: for a whole call, and for
// the one number that alone makes a call fail so while others pass.
type statusEntry struct {
	first, last int // both included
	plain       string
	mend        string
	item        Rule
	call        Disposition
}

// statuses is searched from the top. It holds the six statuses of 17TRACK's
// table and what HTTP gives the rest.
var statuses = []statusEntry{
	{200, 200, "success", "", do(Done), Done},
	{300, 399, "redirected", "check base_url: redirects are not followed, for they would take the key along", do(Hold), Hold},
	{400, 400, "call refused", "", reject(RemedyUnexpected), Split},
	{401, 401, "unauthorised", "check the key, the IP whitelist and the account", do(Hold), Hold},
	{403, 403, "forbidden", "check the key, the IP whitelist and the account", do(Hold), Hold},
	{404, 404, "no such call", "check base_url", do(Hold), Hold},
	{408, 408, "timed out at 17TRACK", "", retry(RemedyTryLater), Again},
	{413, 413, "call too large", "", reject(RemedyUnexpected), Split},
	{429, 429, "more calls than 17TRACK allows", "", do(Throttle), Throttle},
	{500, 500, "error at 17TRACK", "", retry(RemedyTryLater), Again},
	{503, 503, "17TRACK not available", "", retry(RemedyTryLater), Again},
	{500, 599, "error at 17TRACK", "", retry(RemedyTryLater), Again},
	{400, 499, "call refused", "", reject(RemedyUnexpected), Split},
}

// pages are the statuses that mean something else where the answer is no JSON. It is a firewall's or a
// proxy's own page then: 17TRACK has not seen the call, and says nothing of the key.
var pages = []statusEntry{
	{403, 403, notVendors, askTheWay, retry(RemedyTryLater), Again},
	{405, 406, notVendors, askTheWay, retry(RemedyTryLater), Again},
}

const (
	notVendors = "answered with a page that is not 17TRACK's, as firewalls and proxies do"
	askTheWay  = "nothing to do unless it lasts; then find out what refuses the calls on their way to 17TRACK"
)

// oddStatus is what every other status means.
var oddStatus = statusEntry{plain: "unknown status", item: retry(RemedyTryLater), call: Split}

func lookupStatus(status int) statusEntry {
	if row, ok := rowOf(statuses, status); ok {
		return row
	}
	return oddStatus
}

func rowOf(rows []statusEntry, status int) (statusEntry, bool) {
	for _, row := range rows {
		if status >= row.first && status <= row.last {
			return row, true
		}
	}
	return statusEntry{}, false
}

// statusRow is what the status that counts means in this fault.
func (f *Fault) statusRow() statusEntry {
	if row, ok := f.page(); ok {
		return row
	}
	return lookupStatus(f.status())
}

// page returns what a status means under which something else than 17TRACK has answered; false if
// 17TRACK may have: of an answer that was cut off, or is empty, nobody can tell.
func (f *Fault) page() (statusEntry, bool) {
	if f.Code != CodeSuccess || f.Message == "" || !errors.Is(f.Err, ErrBroken) {
		return statusEntry{}, false
	}
	return rowOf(pages, f.Status)
}

// statusIn returns the HTTP status that a body's code repeats, as in the
// {"code":429} that 17TRACK has been seen to send under HTTP 200; 0 if it is none.
func statusIn(code Code) int {
	if code >= 300 && code <= 599 {
		return int(code)
	}
	return 0
}
