package redisconn

import (
	"context"
	"fmt"
	"net"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Embedded is a Redis server in this process's memory. It opens no port, so no other process
// reaches it, and everything in it ends with Close.
type Embedded struct {
	server *miniredis.Miniredis
	client *redis.Client
}

// StartEmbedded starts an empty embedded server. TTLs run with the clock, to the second, that of a
// testing/synctest bubble too when StartEmbedded is called in one.
func StartEmbedded() (*Embedded, error) {
	server := miniredis.NewMiniRedis()
	client := redis.NewClient(&redis.Options{
		// Nothing dials it; but of a name that is no address the client would ask DNS.
		Addr:       "127.0.0.1:0",
		ClientName: clientName,
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			pipe, err := server.Dial()
			if err != nil {
				return nil, err
			}
			return newMemConn(pipe), nil
		},
		MaxRetries: noRetries,
		PoolSize:   poolSize,
		// It cannot be away, only slow: a command given up on would still be carried out.
		ReadTimeout:  -1,
		WriteTimeout: -1,
		MaintNotificationsConfig: &maintnotifications.Config{
			Mode: maintnotifications.ModeDisabled, // the server does not know them
		},
	})
	if err := client.Ping(context.Background()).Err(); err != nil {
		_ = client.Close()
		server.Close()
		return nil, fmt.Errorf("start the embedded redis: %w", err)
	}
	// Without it nothing ever expires. The first connection, that of the ping, has started the server.
	server.Server().SetPreHook(newAging(server).before)
	return &Embedded{server: server, client: client}, nil
}

// Client returns the one client of the server, for all goroutines. Close closes it.
func (e *Embedded) Client() redis.UniversalClient { return e.client }

// Serve answers a client on conn until either side closes it, in a goroutine that Close waits for.
func (e *Embedded) Serve(conn net.Conn) { e.server.Server().ServeConn(conn) }

// Close ends the server and drops its data.
func (e *Embedded) Close() error {
	err := e.client.Close()
	e.server.Close()
	return err
}
