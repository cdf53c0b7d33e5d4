package track17

import "net/http"

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

// oddStatus is what every other status means.
var oddStatus = statusEntry{plain: "unknown status", item: retry(RemedyTryLater), call: Split}

func lookupStatus(status int) statusEntry {
	for _, row := range statuses {
		if status >= row.first && status <= row.last {
			return row
		}
	}
	return oddStatus
}

// statusIn returns the HTTP status that a body's code repeats, as in the
// {"code":429} that 17TRACK has been seen to send under HTTP 200; 0 if it is none.
func statusIn(code Code) int {
	if code >= 300 && code <= 599 {
		return int(code)
	}
	return 0
}
