package streams

import (
	"context"
	"math"

	"github.com/redis/go-redis/v9"
)

// last is the last id that an entry can have. Behind it Redis takes no more: whoever may add to a
// stream can end it for everybody.
var last = ID{math.MaxUint64, math.MaxUint64}

// Last returns the last id that an entry can have, as Redis writes it.
func Last() string { return last.String() }

// holdsLastScript asks whether a stream holds an entry of an id, without its content.
//
// KEYS[1]  the stream
// ARGV[1]  the id
var holdsLastScript = redis.NewScript(`return #redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])`)

// isExhausted says whether a stream takes no more entries since its last id was given: a group was
// delivered it, or it waits to be.
func isExhausted(ctx context.Context, rdb redis.UniversalClient, key string, groups []redis.XInfoGroup) (bool, error) {
	for _, g := range groups {
		if g.LastDeliveredID == last.String() {
			return true, nil
		}
	}
	n, err := holdsLastScript.Run(ctx, rdb, []string{key}, last.String()).Int()
	return n > 0, err
}

// IsExhausted says whether a stream takes no more entries since its last id was given. One that is
// not there does. Errors are Redis's.
func IsExhausted(ctx context.Context, rdb redis.UniversalClient, key string) (bool, error) {
	groups, err := rdb.XInfoGroups(ctx, key).Result()
	if gone(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return isExhausted(ctx, rdb, key, groups)
}
