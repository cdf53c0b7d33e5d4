package queue

import (
	"context"
	"errors"
	"strings"

	"github.com/redis/go-redis/v9"
)

// transient says whether an error of Redis's passes by itself: the network's,
// or that of a server that is starting, failing over or full. Refused commands,
// a closed client and an ended context do not pass.
func transient(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, redis.ErrClosed) {
		return false
	}
	var answered redis.Error
	if !errors.As(err, &answered) {
		return true
	}
	for _, passes := range []func(error) bool{
		redis.IsLoadingError, redis.IsReadOnlyError, redis.IsClusterDownError, redis.IsTryAgainError,
		redis.IsMasterDownError, redis.IsMaxClientsError, redis.IsOOMError, redis.IsNoReplicasError,
	} {
		if passes(err) {
			return true
		}
	}
	return false
}

// noGroup says whether Redis refused a command because the consumer group, or
// the whole stream, is not there.
func noGroup(err error) bool { return answered(err, "NOGROUP") }

// busyGroup says whether Redis refused to create a group that is there already.
func busyGroup(err error) bool { return answered(err, "BUSYGROUP") }

// answered says whether an error, or one it wraps, is Redis's of that kind.
func answered(err error, kind string) bool {
	var reply redis.Error
	return errors.As(err, &reply) && strings.HasPrefix(reply.Error(), kind)
}
