package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// fault is why a post was not taken.
type fault struct {
	kind       string // the same for all faults that need not be told apart in a log
	text       string
	retryAfter time.Duration // the least that the receiver asks to be left alone
}

// statusFault is nil for a status that means the receiver has taken the post.
func statusFault(answer *http.Response) *fault {
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code >= 300 && code < 400:
		return &fault{kind: strconv.Itoa(code), text: "it answers " + answer.Status +
			", and redirects are not followed: put the address it now has in the account's webhook.url"}
	case code == http.StatusGone:
		return &fault{kind: strconv.Itoa(code), text: "it answers " + answer.Status +
			": mend the account's webhook.url, or take it out to end the webhook"}
	default:
		return &fault{kind: strconv.Itoa(code), text: "it answers " + answer.Status, retryAfter: retryAfter(answer.Header)}
	}
}

// callFault is of a call without an answer. The URL is left out of it: it may hold a secret.
func callFault(err error) *fault {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &fault{kind: string(Timeout), text: fmt.Sprintf("it gives no answer within %v", attemptTimeout)}
	}
	return &fault{kind: string(Network), text: err.Error()}
}

// retryAfter reads the header of that name as seconds; a date counts as none.
func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, int(backoffMax/time.Second))) * time.Second
}
