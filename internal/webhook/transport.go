package webhook

import (
	"net"
	"net/http"
	"time"
)

const (
	dialTimeout    = 5 * time.Second
	idleTimeout    = 90 * time.Second
	maxHeaderBytes = 64 << 10
)

// newTransport goes to the receiver itself: outcomes name other people's
// parcels, and a proxy that happens to stand in the environment is not to see them.
func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout}
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        idleTimeout,
		TLSHandshakeTimeout:    dialTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
	}
}

// noRedirect has the answer that redirects returned as it is: another address
// than that of the settings is never posted to.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
