package redisconn

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/redistrouble"
)

// naming gives connections the name that CLIENT LIST shows. It is a nicety: a Redis whose CLIENT is
// renamed away, or that this user may not call, is asked once and works without. (A ClientName in
// go-redis's options has every connection fail there.)
type naming struct{ refused atomic.Bool }

// onConnect is called with each new connection. Its error is that of a connection that broke.
func (n *naming) onConnect(ctx context.Context, conn *redis.Conn) error {
	if n.refused.Load() {
		return nil
	}
	err := conn.ClientSetName(ctx, clientName).Err()
	var reply redis.Error
	if !errors.As(err, &reply) {
		return err
	}
	if standing(err) {
		n.refused.Store(true)
	}
	return nil // another refusal, such as a wrong password's, is told by the first command
}

// standing tells whether CLIENT is refused for good. Each further refusal would have a line in Redis's
// ACL LOG.
func standing(err error) bool {
	trouble, found := redistrouble.Diagnose(err)
	return found && trouble.Kind == redistrouble.NoPermission || strings.HasPrefix(err.Error(), "ERR unknown command")
}
