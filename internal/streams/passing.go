package streams

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/redistrouble"
)

// Passing are the consumer groups of one kind on an account's outcome stream that come
// and go with what made them. Each is beaten while it is needed; one that was not for too long
// belongs to nobody any more, and is removed so that it does not hold outcomes for ever.
type Passing struct {
	rdb    redis.UniversalClient
	stream string
	key    string        // of the sorted set of when each was last beaten
	stale  time.Duration // after its last beat
}

// isPassing says whether a group is one of those that come and go.
func isPassing(group string) bool {
	return strings.HasPrefix(group, keyspace.WatchPrefix) || strings.HasPrefix(group, keyspace.ImportPrefix)
}

// Beat says that the group is needed.
func (p Passing) Beat(ctx context.Context, group string) error {
	now, err := p.rdb.Time(ctx).Result()
	if err != nil {
		return err
	}
	return p.rdb.ZAdd(ctx, p.key, redis.Z{Score: float64(now.Unix()), Member: group}).Err()
}

// Remove removes a group, which need not be there.
func (p Passing) Remove(ctx context.Context, group string) error {
	err := p.rdb.XGroupDestroy(ctx, p.stream, group).Err()
	var answered redis.Error
	if err != nil && (!errors.As(err, &answered) || redistrouble.Passes(err)) {
		return err // any other answer says that there is no such stream
	}
	return p.rdb.ZRem(ctx, p.key, group).Err()
}

// Sweep removes the groups that nobody needs any more.
func (p Passing) Sweep(ctx context.Context) error {
	now, err := p.rdb.Time(ctx).Result()
	if err != nil {
		return err
	}
	stale, err := p.rdb.ZRangeByScore(ctx, p.key, &redis.ZRangeBy{
		Min: "-inf",
		Max: strconv.FormatInt(now.Add(-p.stale).Unix(), 10),
	}).Result()
	if err != nil {
		return err
	}
	for _, group := range stale {
		if err := p.Remove(ctx, group); err != nil {
			return fmt.Errorf("group %s: %w", group, err)
		}
	}
	return nil
}
