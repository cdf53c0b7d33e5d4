package redisconn

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/retry"
)

// brakePause is the least that a command takes which fails because Redis is in trouble.
const brakePause = 100 * time.Millisecond

// brake is a hook for callers that repeat a failed command at once, as asynq's servers do. Most
// failures come back in no time: a refused write, and a dial too, since go-redis answers with the
// last dial's error, without dialling, after some that failed. Such a caller would fill a core, and
// Redis's as well.
type brake struct{}

func (brake) DialHook(next redis.DialHook) redis.DialHook { return next }

func (brake) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		return slowly(ctx, func() error { return next(ctx, cmd) })
	}
}

func (brake) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		return slowly(ctx, func() error { return next(ctx, cmds) })
	}
}

// slowly calls send and, if that shows Redis in trouble, returns no sooner than brakePause after
// the call, or when ctx ends.
func slowly(ctx context.Context, send func() error) error {
	begin := time.Now()
	err := send()
	if _, trouble := redistrouble.Diagnose(err); !trouble && !errors.Is(err, redistrouble.ErrReplyTooLong) {
		return err
	}
	_ = retry.Wait(ctx, brakePause-time.Since(begin))
	return err
}
