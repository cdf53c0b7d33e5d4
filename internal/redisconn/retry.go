package redisconn

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/retry"
)

const (
	// retryLimit and retryPause bridge a failover that is all but over; a longer outage is the
	// caller's to wait out.
	retryLimit = 3
	retryPause = 100 * time.Millisecond
)

// retryRefused is a hook that sends commands again which Redis certainly did not carry out.
type retryRefused struct{}

func (retryRefused) DialHook(next redis.DialHook) redis.DialHook { return next }

func (retryRefused) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		return again(ctx, func() error { return next(ctx, cmd) }, refused)
	}
}

// ProcessPipelineHook repeats a pipeline only when none of its commands was carried out.
func (retryRefused) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		allRefused := func(error) bool {
			for _, cmd := range cmds {
				if !refused(cmd.Err()) {
					return false
				}
			}
			return len(cmds) > 0
		}
		return again(ctx, func() error { return next(ctx, cmds) }, allRefused)
	}
}

// again calls send until it passes, fails for good, or the limit is reached.
func again(ctx context.Context, send func() error, mayRepeat func(error) bool) error {
	for attempt := 0; ; attempt++ {
		err := send()
		if err == nil || attempt == retryLimit || !mayRepeat(err) {
			return err
		}
		if retry.Wait(ctx, retryPause<<attempt) != nil {
			return err
		}
	}
}

// refused tells whether err shows that Redis did not carry the command out and may soon. A failed
// dial is not among them: go-redis has dialled twice by then.
func refused(err error) bool {
	return redis.IsLoadingError(err) || redis.IsReadOnlyError(err) || redis.IsMasterDownError(err) ||
		redis.IsClusterDownError(err) || redis.IsTryAgainError(err) || redis.IsMaxClientsError(err)
}
