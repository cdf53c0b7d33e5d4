package queue

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Watch follows an account's outcomes from the moment it is opened until it is
// closed: for a process that waits for the outcomes of what it enqueues and
// then goes away.
type Watch struct{}

// OpenWatch begins a watch; open it before enqueueing, so that no outcome is missed.
func OpenWatch(ctx context.Context, rdb redis.UniversalClient, account string) (*Watch, error) {
	panic("soon")
}

// Next blocks until outcomes have come and returns them, or returns none
// after about half a second without one. Errors: ctx.Err(), or Redis's; after one
// that passes, call Next again.
func (w *Watch) Next(ctx context.Context) ([]Delivery, error) { panic("soon") }

// Close removes what the watch keeps in Redis.
func (w *Watch) Close(ctx context.Context) error { panic("soon") }
