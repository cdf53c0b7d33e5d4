package webhook

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"
)

const (
	// attemptTimeout bounds one post with its answer.
	attemptTimeout = 15 * time.Second
	// answerMost and answerWithin bound how much of an answer's body is read,
	// which serves only to use the connection again.
	answerMost   = 4 << 10
	answerWithin = time.Second
)

// poster makes posts to one receiver.
type poster struct {
	receiver Receiver
	client   *http.Client
}

// newPoster posts through transport; nil: one of its own.
func newPoster(r Receiver, transport http.RoundTripper) *poster {
	if transport == nil {
		transport = newTransport()
	}
	return &poster{receiver: r, client: &http.Client{Transport: transport, CheckRedirect: noRedirect}}
}

// post posts once; nil: the receiver has taken it.
func (p *poster) post(ctx context.Context, m message) *fault {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.receiver.URL, bytes.NewReader(m.body))
	if err != nil {
		return callFault(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "trackreg")
	sign(request.Header, p.receiver.Keys, m.id, time.Now(), m.body)
	answer, err := p.client.Do(request)
	if err != nil {
		return callFault(err)
	}
	defer answer.Body.Close()
	enough := time.AfterFunc(answerWithin, cancel)
	defer enough.Stop()
	_, _ = io.CopyN(io.Discard, answer.Body, answerMost)
	return statusFault(answer)
}

func (p *poster) close() { p.client.CloseIdleConnections() }
