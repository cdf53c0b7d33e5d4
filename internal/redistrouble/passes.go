package redistrouble

import (
	"context"
	"errors"

	"github.com/redis/go-redis/v9"
)

// Passes says whether an error may end by itself, so that trying again is right: a trouble that
// passes, or one with the connection that nobody foresaw. What Redis refuses otherwise, no error, a
// context's end and a client closed by us do not pass.
func Passes(err error) bool {
	if trouble, found := Diagnose(err); found {
		return trouble.Passing
	}
	var reply redis.Error
	return err != nil && !Ended(err) && !errors.As(err, &reply)
}

// Ended says that an error comes of our own stopping, and says nothing of Redis.
func Ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, redis.ErrClosed)
}
