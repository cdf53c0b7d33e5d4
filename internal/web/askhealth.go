package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

const (
	// askTimeout bounds a health check that is asked for, /readyz's own ping included.
	askTimeout = 3 * time.Second
	// mostHealth bounds what is read of an answer, in bytes.
	mostHealth = 4 << 10
)

var (
	// ErrNotServed says that the settings have no HTTP served, so that there is nothing to ask.
	ErrNotServed = errors.New(`http.listen is "": no health check is served; give it an address, such as 127.0.0.1:8080`)
	// ErrNotOurs says that another program answers on the address.
	ErrNotOurs = errors.New("what answers there is no trackreg")
)

// AskHealth asks the worker that serves HTTP on listen, the setting http.listen, whether it is
// alive, or with ready whether numbers are worked on. It waits three seconds at most. The error says what is
// the matter: [ErrNotServed], [ErrNotOurs], the worker's own words, or that nothing answers.
func AskHealth(ctx context.Context, listen string, ready bool) error {
	host, err := hostOf(listen)
	if err != nil {
		return err
	}
	path := "/healthz"
	if ready {
		path = "/readyz"
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+host+path, nil)
	if err != nil {
		return fmt.Errorf("http.listen %s: %w", listen, err)
	}
	// A proxy of the surroundings is for other machines; and the connection is the only one.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(request)
	if err != nil {
		// Not wrapped: elsewhere a refused connection is a trouble of Redis.
		return fmt.Errorf("no worker answers on http.listen %s: %v", listen, err)
	}
	defer func() { _ = answer.Body.Close() }()
	return judgeHealth(answer, ready)
}

// hostOf returns where to ask a server that listens on an address: one for every address is asked
// on loopback.
func hostOf(listen string) (string, error) {
	if listen == "" {
		return "", ErrNotServed
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("http.listen %s: %w", listen, err)
	}
	switch ip := net.ParseIP(host); {
	case host == "" || ip.Equal(net.IPv4zero):
		host = "127.0.0.1"
	case ip.Equal(net.IPv6zero):
		host = "::1"
	}
	return net.JoinHostPort(host, port), nil
}

func judgeHealth(answer *http.Response, ready bool) error {
	var said health
	err := json.NewDecoder(io.LimitReader(answer.Body, mostHealth)).Decode(&said)
	switch {
	case err != nil || said.Status == "" || !ready && said.Program != program:
		return fmt.Errorf("%s: %w", answer.Request.URL.Host, ErrNotOurs)
	case answer.StatusCode != http.StatusOK:
		return fmt.Errorf("the worker is %s: %s", said.Status, said.Why)
	case ready && len(said.Unserved) > 0:
		return errors.New(strings.Join(said.Unserved, "; "))
	}
	return nil
}
