package track17

import (
	"context"
	"net/http"
	"strings"
	"time"
)

const (
	// DefaultBaseURL is version 2.4 of 17TRACK's API ("17TRACK API, base").
	DefaultBaseURL = "https://api.17track.net/track/v2.4"
	// DefaultTimeout is above the 30 s that 17TRACK itself may work on a call:
	// cutting a call off earlier would only hide its answer.
	DefaultTimeout = 35 * time.Second
	// DefaultMaxAnswer is far above the answer to 40 items, in bytes.
	DefaultMaxAnswer = 8 << 20
	// MaxItems is the most items of one call ("17TRACK error table, -18010014").
	// Do does not enforce it: the batcher's size is configured, and 17TRACK's
	// answer to a larger call has its verdict.
	MaxItems = 40
)

// Options are what a Client is made of. The zero value of all but Key is usable.
type Options struct {
	// BaseURL is the address up to and with the version, with a slash at its end
	// or without; DefaultBaseURL if empty.
	BaseURL string
	// Key returns the API key. It is asked at each call, so that a key that
	// changes is taken up, and must be safe for concurrent use.
	Key func() string
	// Timeout bounds one call from its start to the last byte of the answer;
	// DefaultTimeout if 0.
	Timeout time.Duration
	// MaxAnswer is the most bytes of an answer, unpacked, that are read;
	// DefaultMaxAnswer if 0. A longer answer is a broken one.
	MaxAnswer int64
	// Transport makes the calls; one of NewTransport's if nil. It is asked
	// directly, so no redirect is followed and no cookie kept.
	Transport http.RoundTripper
	// UserAgent is sent along; "trackreg" if empty.
	UserAgent string
}

// Client makes calls to 17TRACK's API for one account. It is safe for concurrent
// use. It keeps no key: the one of a call lives as long as that call.
type Client struct {
	options Options
}

// NewClient returns a client; a base URL or a key that cannot be used shows at
// the first call, as a Fault with ErrSettings.
func NewClient(o Options) *Client {
	if o.BaseURL == "" {
		o.BaseURL = DefaultBaseURL
	}
	if o.Key == nil {
		o.Key = func() string { return "" }
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxAnswer <= 0 {
		o.MaxAnswer = DefaultMaxAnswer
	}
	if o.Transport == nil {
		o.Transport = NewTransport()
	}
	if o.UserAgent == "" {
		o.UserAgent = "trackreg"
	}
	return &Client{options: o}
}

// Do makes one call with the items, the body of each sent as it is, and blocks until
// the answer has been read, the timeout has passed or ctx ends. It returns an answer
// in every case. An item whose body is no JSON object, or that the operation's Check
// refuses, is left out of the call and has its Fault in the answer; if none is left,
// no call is made.
func (c *Client) Do(ctx context.Context, op *Operation, items []CallItem) Answer {
	answer := Answer{Items: make([]ItemAnswer, len(items))}
	sent := checked(op, items, answer.Items)
	if len(sent) == 0 {
		return answer
	}
	key := c.key()
	start := time.Now()
	reply := c.post(ctx, key, op.Name, body(sent))
	answer.Duration = time.Since(start)
	answer.Status = reply.status
	answer.read(reply, sent)
	answer.redact(redactor(key))
	return answer
}

// CloseIdleConnections closes connections that no call uses. The client stays usable.
func (c *Client) CloseIdleConnections() {
	if t, ok := c.options.Transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

func (c *Client) key() string { return strings.TrimSpace(c.options.Key()) }
