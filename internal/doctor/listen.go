package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/web"
)

// listen says whether a worker could serve HTTP on its address, or does already.
func listen(ctx context.Context, h configs.HTTP) Check {
	c := Check{Name: "http.listen", Level: OK}
	if h.Listen == "" {
		c.Found = "nothing is served"
		return c
	}
	token, err := h.TokenSource()
	if err != nil {
		c.Level, c.Found, c.Mend = Fault, err.Error(), "have http.token_file readable by this user, with the token and nothing else in it"
		return c
	}
	for _, other := range h.Tokens {
		if _, err := other.Source(); err != nil {
			c.Level, c.Found, c.Mend = Fault, err.Error(), "have its token_file readable by this user, with the token and nothing else in it"
			return c
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", h.Listen)
	switch {
	case err == nil:
		c.Found = h.Listen + " is free: no worker runs there"
		_ = listener.Close()
	case errors.Is(err, syscall.EADDRINUSE):
		c = held(ctx, c, h.Listen)
	default:
		c.Level, c.Found, c.Mend = Fault, fmt.Sprintf("%s cannot be listened on: %v", h.Listen, err), "choose another HOST:PORT"
	}
	if c.Level == OK && token.Get() == "" && len(h.Tokens) == 0 && !h.Loopback() {
		c.Found += "; without a token only health checks and metrics are served there"
	}
	return c
}

// held is of an address in use.
func held(ctx context.Context, c Check, address string) Check {
	if err := web.AskHealth(ctx, address, false); err != nil {
		c.Level, c.Found = Fault, fmt.Sprintf("%s is in use, and not by a trackreg: %v", address, err)
		c.Mend = "end the other program, or choose another HOST:PORT"
		return c
	}
	c.Found = address + " is a worker's that runs"
	if err := web.AskHealth(ctx, address, true); err != nil {
		c.Level, c.Found = Warning, fmt.Sprintf("%s is a worker's that runs, but %v", address, err)
		c.Mend = "see its log"
	}
	return c
}
