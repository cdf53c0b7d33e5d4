package worker

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/queue"
)

const (
	// keyFileInterval is how often is looked whether the key can be read.
	keyFileInterval = 10 * time.Second
	// keyFileLooks is how often in a row it cannot before that is told: a file that is being written
	// is empty for a moment.
	keyFileLooks = 2
)

// keyFileWatch tells once when the account's key cannot be read anew, in the log and in an event, and
// in the log when it can again. The old key is used on meanwhile, until a restart, which would find none.
type keyFileWatch struct {
	account, host string
	trouble       func() error // nil: there can be none
	emit          func(context.Context, queue.Event) error
	redis         *redisWatch
	log           zerolog.Logger

	looks   int  // how often in a row it could not be read
	emitted bool // the event of that
	said    atomic.Pointer[string]
}

// says is why the key cannot be read anew; "": it can. It is safe for concurrent use.
func (k *keyFileWatch) says() string {
	if said := k.said.Load(); said != nil {
		return *said
	}
	return ""
}

// Run watches until ctx ends.
func (k *keyFileWatch) Run(ctx context.Context) error {
	if k.trouble == nil {
		return nil
	}
	return every(ctx, keyFileInterval, k.redis, k.step)
}

// step looks once.
func (k *keyFileWatch) step(ctx context.Context) error {
	err := k.trouble()
	if err == nil {
		if k.says() != "" {
			k.log.Info().Msg("the key file can be read again")
		}
		k.said.Store(nil)
		k.looks, k.emitted = 0, false
		return nil
	}
	if k.looks++; k.looks < keyFileLooks {
		return nil
	}
	if k.says() == "" {
		k.log.Warn().Err(err).Msg("the key file cannot be read: the key that was read before is used on")
	}
	text := err.Error()
	k.said.Store(&text)
	return k.tell(ctx, text)
}

// tell emits the event, unless that was done.
func (k *keyFileWatch) tell(ctx context.Context, why string) error {
	if k.emitted {
		return nil
	}
	err := k.emit(ctx, queue.Event{
		Account: k.account, Name: queue.KeyFileUnreadable,
		Message: "on " + k.host + " the key cannot be read anew: " + why + "; the one that was read before is used on",
		Details: map[string]string{"host": k.host, "why": why},
	})
	k.emitted = err == nil
	return err
}
