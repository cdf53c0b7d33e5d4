package redisconn

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/trackreg/trackreg/internal/redistrouble"
)

const (
	dialTimeout = 3 * time.Second
	// dialTries is how often go-redis dials for one command, 100 ms apart.
	dialTries = 2
)

type dialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// dialer returns what opens a connection, with TLS when config is not nil. No reply on it takes
// more than [ReplyMost].
func dialer(config *tls.Config) dialFunc {
	dial := opener(config)
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return bounded(conn), nil
	}
}

func opener(config *tls.Config) dialFunc {
	plain := &net.Dialer{Timeout: dialTimeout}
	if config == nil {
		return plain.DialContext
	}
	secure := &tls.Dialer{NetDialer: plain, Config: config}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := secure.DialContext(ctx, network, addr)
		var op *net.OpError
		if err == nil || errors.As(err, &op) && op.Op == "dial" {
			return conn, err
		}
		return nil, fmt.Errorf("%w with %s: %w", redistrouble.ErrHandshake, addr, err)
	}
}
