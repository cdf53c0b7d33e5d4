package source

import (
	"fmt"
	"net/http"
)

// status words an answer that does not give what was asked for; keys says which settings open the
// door. It returns nil for one that does.
func (p place) status(code int, keys string) *Error {
	told := fmt.Sprintf("%d %s", code, http.StatusText(code))
	switch {
	case code == http.StatusOK:
		return nil
	case code == http.StatusUnauthorized || code == http.StatusForbidden || code == http.StatusProxyAuthRequired:
		return p.lasting(nil, "is refused: the server answers "+told, "see "+keys)
	case code == http.StatusNotFound || code == http.StatusGone:
		return p.lasting(nil, "is not there: the server answers "+told, "see the address")
	case code == http.StatusRequestTimeout || code == http.StatusTooEarly || code == http.StatusTooManyRequests || code >= 500:
		return p.passing(nil, "is not given now: the server answers "+told, "")
	case code == http.StatusAccepted:
		return p.passing(nil, "is not ready: the server answers "+told, "")
	default:
		return p.lasting(nil, "is not given: the server answers "+told, "see the address and "+keys)
	}
}
