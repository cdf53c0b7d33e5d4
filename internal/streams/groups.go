package streams

import (
	"context"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"
)

// Group is a consumer group and the least id it has not acknowledged.
type Group struct {
	Name string
	Open ID
}

// ReadGroups reads how far each consumer group of a stream is; a stream that does
// not exist has none. Each state holds on: what was acknowledged stays so.
func ReadGroups(ctx context.Context, rdb redis.UniversalClient, stream string) ([]Group, error) {
	infos, err := rdb.XInfoGroups(ctx, stream).Result()
	switch {
	case gone(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	states := make([]Group, len(infos))
	for i, info := range infos {
		delivered, err := ParseID(info.LastDeliveredID)
		if err != nil {
			return nil, err
		}
		states[i] = Group{Name: info.Name, Open: delivered.next()}
		if info.Pending > 0 {
			if err := states[i].lower(ctx, rdb, stream); err != nil {
				return nil, err
			}
		}
	}
	return states, nil
}

// Slowest returns the group that has acknowledged least. There is at least one.
func Slowest(groups []Group) Group {
	slowest := groups[0]
	for _, g := range groups[1:] {
		if g.Open.compare(slowest.Open) < 0 {
			slowest = g
		}
	}
	return slowest
}

// OnlyPassing says that no group is there to stay.
func OnlyPassing(groups []Group) bool {
	return !slices.ContainsFunc(groups, func(g Group) bool { return !isPassing(g.Name) })
}

// lower lowers the group's open id to the first that was delivered but not
// acknowledged.
func (g *Group) lower(ctx context.Context, rdb redis.UniversalClient, stream string) error {
	pending, err := rdb.XPending(ctx, stream, g.Name).Result()
	if err != nil {
		return err
	}
	if pending.Count == 0 { // acknowledged meanwhile
		return nil
	}
	lower, err := ParseID(pending.Lower)
	if err != nil {
		return err
	}
	if lower.compare(g.Open) < 0 {
		g.Open = lower
	}
	return nil
}

// TrimBehind trims a stream behind what one of its groups has acknowledged,
// whatever other groups have, and returns how many entries went. Without the
// stream or the group it trims nothing.
func TrimBehind(ctx context.Context, rdb redis.UniversalClient, stream, group string) (int64, error) {
	groups, err := ReadGroups(ctx, rdb, stream)
	if err != nil {
		return 0, fmt.Errorf("trim %s behind group %s: %w", stream, group, err)
	}
	for _, g := range groups {
		if g.Name != group {
			continue
		}
		gone, err := rdb.XTrimMinID(ctx, stream, g.Open.String()).Result()
		if err != nil {
			return 0, fmt.Errorf("trim %s behind group %s: %w", stream, group, err)
		}
		return gone, nil
	}
	return 0, nil
}
