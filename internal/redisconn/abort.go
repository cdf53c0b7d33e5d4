package redisconn

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// tellAbort is a hook that has a discarded transaction fail with what Redis said of the command
// that it was discarded for, such as OOM. go-redis returns what EXEC says, which names no reason.
type tellAbort struct{}

func (tellAbort) DialHook(next redis.DialHook) redis.DialHook { return next }

func (tellAbort) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }

func (tellAbort) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		if !redis.IsExecAbortError(err) {
			return err
		}
		for _, cmd := range cmds {
			if own := cmd.Err(); own != nil && !redis.IsExecAbortError(own) {
				return own
			}
		}
		return err
	}
}
