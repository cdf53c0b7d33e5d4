package track17

import (
	"net"
	"net/http"
	"time"
)

// Limits of the transport that a Client uses unless it is given one. A worker
// has at most some dozens of calls in flight per account, and all go to one host.
const (
	dialTimeout    = 10 * time.Second
	keepAlive      = 15 * time.Second
	idlePerHost    = 64
	idleTimeout    = 90 * time.Second
	pingAfter      = 15 * time.Second // of silence on an HTTP/2 connection
	pingTimeout    = 10 * time.Second
	maxHeaderBytes = 64 << 10
)

// NewTransport returns a transport fit for calls to 17TRACK: connections are kept
// and shared, proxies are taken from the environment, and a dead connection is
// noticed within half a minute. Several clients may share one.
func NewTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: keepAlive}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingTimeout},
		MaxIdleConns:           0, // the limit per host is the one that counts
		MaxIdleConnsPerHost:    idlePerHost,
		IdleConnTimeout:        idleTimeout,
		TLSHandshakeTimeout:    dialTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
	}
}
