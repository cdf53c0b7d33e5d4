package track17

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// keyHeader is where 17TRACK expects the API key ("17TRACK API, auth").
const keyHeader = "17token"

// reply is what came back from one HTTP request.
type reply struct {
	status     int // 0: nothing came
	retryAfter time.Duration
	body       []byte
	err        error // the body is not whole, or nothing came
}

// post makes one request. It never fails: what went wrong is in the reply.
func (c *Client) post(ctx context.Context, key, call string, body []byte) reply {
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	request, err := c.request(ctx, key, call, body)
	if err != nil {
		return reply{retryAfter: NoRetryAfter, err: err}
	}
	// Not through http.Client: it would follow a redirect, and the key with it.
	response, err := c.options.Transport.RoundTrip(request)
	if err != nil {
		return reply{retryAfter: NoRetryAfter, err: c.failed(ctx, call, err)}
	}
	defer func() { _ = response.Body.Close() }() // all that matters was read
	answered := reply{status: response.StatusCode, retryAfter: retryAfter(response.Header, time.Now())}
	answered.body, answered.err = c.readBody(ctx, call, response.Body)
	return answered
}

func (c *Client) request(ctx context.Context, key, call string, body []byte) (*http.Request, error) {
	if !usableKey(key) {
		return nil, fmt.Errorf("%w: the API key is empty or holds characters that no key has", ErrSettings)
	}
	base, err := url.Parse(c.options.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("%w: base_url must be an http or https address", ErrSettings)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, base.JoinPath(call).String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: base_url: no request can be made for %s", ErrSettings, call)
	}
	request.Header.Set(keyHeader, key)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.options.UserAgent)
	return request, nil
}

// readBody reads the answer, unpacked, up to the limit; more than that is never
// held, so a gzip bomb or an answer without end costs the limit and no more.
func (c *Client) readBody(ctx context.Context, call string, body io.Reader) ([]byte, error) {
	limit := c.options.MaxAnswer
	read, err := io.ReadAll(io.LimitReader(body, limit+1))
	if int64(len(read)) > limit {
		return read[:limit], fmt.Errorf("%s: %w: longer than %d bytes", call, ErrBroken, limit)
	}
	if err != nil {
		return read, fmt.Errorf("%w: cut off: %w", ErrBroken, c.failed(ctx, call, err))
	}
	return read, nil
}

// failed says what kept an answer from coming. A *url.Error of a foreign
// transport is opened: it would name the whole address.
func (c *Client) failed(ctx context.Context, call string, err error) error {
	if opened, ok := errors.AsType[*url.Error](err); ok {
		err = opened.Err
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%s: no whole answer in time, %s at most: %w", call, c.options.Timeout, ctx.Err())
	}
	return fmt.Errorf("%s: %w", call, err)
}

// usableKey tells whether a key can stand in a header.
func usableKey(key string) bool {
	for _, c := range []byte(key) {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	return key != ""
}
