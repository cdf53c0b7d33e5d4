package webhook

import (
	"errors"
	"fmt"
	"net/url"
)

// Receiver is where posts go. It comes from the settings alone: nothing that
// is queued or answered can change it.
type Receiver struct {
	// URL is http or https; a user and password in it go as Basic authorization.
	URL string
	// Keys sign each post, every key once, so that a receiver that knows any
	// of them accepts it. A key is changed without a gap by having both for a while.
	Keys [][]byte
}

// ErrReceiver says that nothing can be posted to a receiver as it is given.
var ErrReceiver = errors.New("not a receiver of webhooks")

// Check returns [ErrReceiver], with why, for a receiver that nothing can be posted
// to. The error does not repeat the URL: it may hold a password.
func (r Receiver) Check() error {
	u, err := url.Parse(r.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("%w: its URL is no web address", ErrReceiver)
	}
	if len(r.Keys) == 0 {
		return fmt.Errorf("%w: it has no key to sign with", ErrReceiver)
	}
	for _, key := range r.Keys {
		if len(key) == 0 {
			return fmt.Errorf("%w: a key is empty", ErrReceiver)
		}
	}
	return nil
}

// host names the receiver in logs, without what its URL may hold of secrets.
func (r Receiver) host() string {
	u, err := url.Parse(r.URL)
	if err != nil {
		return ""
	}
	return u.Host
}
