// Package backend opens what a command works against: the Redis and the vendor
// that the settings name, or an embedded Redis and a sandbox in their place.
package backend

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/gathering"
	"github.com/trackreg/trackreg/internal/redisconn"
)

// ErrNoRedis says that the settings name no Redis.
var ErrNoRedis = errors.New("no Redis is configured: set TRACKREG_REDIS_URL=redis://HOST:6379/0, " +
	"or redis.url in the settings file, or give --redis")

// Backend is what a command works against. Close it.
type Backend struct {
	Settings  configs.Settings      // those in force; with a sandbox its account stands in them
	Redis     redis.UniversalClient // for everything; Close closes it
	Transport http.RoundTripper     // to the vendor; nil: the network
	Embedded  bool                  // Redis ends with this process
	Sandbox   bool                  // no call leaves this process

	server  *redisconn.Embedded // nil: Redis is none of this process's
	closers []func() error
}

// Mode says what stands in for what the settings name.
type Mode int

// The modes.
const (
	Configured Mode = iota // the Redis of the settings; ErrNoRedis without one
	Fallback               // the same, and an embedded Redis without one
	Embedded               // an embedded Redis, whatever the settings name
	Sandbox                // an embedded Redis and a sandbox; account is the only one, "" all of the settings'
)

// Open opens a backend. It does not wait for Redis: one that is away shows with
// the first command. Errors: ErrNoRedis, or a *SettingsError that names the
// setting at fault.
func Open(s configs.Settings, mode Mode, account string) (*Backend, error) {
	b := &Backend{Settings: s}
	if err := b.open(mode, account); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

func (b *Backend) open(mode Mode, account string) error {
	if mode == Sandbox {
		b.openSandbox(account)
		return b.openEmbedded()
	}
	switch configured := b.Settings.Redis.Configured(); {
	case configured && mode != Embedded:
		return b.openRedis(b.Settings.Redis)
	case mode == Configured:
		return ErrNoRedis
	}
	return b.openEmbedded()
}

func (b *Backend) openRedis(r configs.Redis) error {
	client, err := redisconn.Open(redisconn.Options{
		URL: r.URL, PasswordFile: r.PasswordFile, CAFile: r.CAFile, SentinelPassword: r.SentinelPassword.Reveal(),
	})
	if err != nil {
		return &SettingsError{err}
	}
	b.use(client, client.Close)
	return nil
}

func (b *Backend) openEmbedded() error {
	server, err := redisconn.StartEmbedded()
	if err != nil {
		return err
	}
	b.Embedded, b.server = true, server
	b.use(server.Client(), server.Close)
	return nil
}

// use has all that work on Redis share one client, whose script calls travel
// together: hundreds of handlers and callers make them at once.
func (b *Backend) use(client redis.UniversalClient, close func() error) {
	b.Redis = gathering.New(client)
	b.closers = append(b.closers, close)
}

// Ping waits for an answer of Redis.
func (b *Backend) Ping(ctx context.Context) error {
	if err := b.Redis.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("reach Redis: %w", err)
	}
	return nil
}

// Close ends what Open began, the last first.
func (b *Backend) Close() error {
	var errs []error
	for i := len(b.closers) - 1; i >= 0; i-- {
		errs = append(errs, b.closers[i]())
	}
	return errors.Join(errs...)
}

// SettingsError says that a Redis cannot be opened as the settings name it.
type SettingsError struct{ err error }

// Error says which setting, and why.
func (e *SettingsError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *SettingsError) Unwrap() error { return e.err }
