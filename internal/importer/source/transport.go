package source

import (
	"net/http"
	"time"
)

// answerWithin bounds the wait for an answer's first bytes. A server that makes an export when it
// is asked needs minutes.
const answerWithin = 10 * time.Minute

// newTransport returns a transport that keeps no connection: a source makes a few requests and
// nobody closes it.
func newTransport() http.RoundTripper {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	transport.DisableCompression = true // what comes packed is unpacked by package rows
	transport.ResponseHeaderTimeout = answerWithin
	transport.Proxy, transport.DialContext = proxy, dialTo
	return transport
}
