package queue

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

// groupState is a consumer group and the least id it has not acknowledged.
type groupState struct {
	name string
	open streamID
}

// groupsOf reads how far each consumer group of a stream is; a stream that does
// not exist has none. Each state holds on: what was acknowledged stays so.
func groupsOf(ctx context.Context, rdb redis.UniversalClient, stream string) ([]groupState, error) {
	infos, err := rdb.XInfoGroups(ctx, stream).Result()
	if err != nil {
		if strings.Contains(err.Error(), "no such key") {
			return nil, nil
		}
		return nil, err
	}
	states := make([]groupState, len(infos))
	for i, info := range infos {
		delivered, err := parseStreamID(info.LastDeliveredID)
		if err != nil {
			return nil, err
		}
		states[i] = groupState{name: info.Name, open: delivered.next()}
		if info.Pending > 0 {
			if err := states[i].lower(ctx, rdb, stream); err != nil {
				return nil, err
			}
		}
	}
	return states, nil
}

// slowestOf returns the group that has acknowledged least. There is at least one.
func slowestOf(groups []groupState) groupState {
	slowest := groups[0]
	for _, g := range groups[1:] {
		if g.open.compare(slowest.open) < 0 {
			slowest = g
		}
	}
	return slowest
}

// onlyPassing says that no group is there to stay.
func onlyPassing(groups []groupState) bool {
	return !slices.ContainsFunc(groups, func(g groupState) bool { return !isPassing(g.name) })
}

// lower lowers the group's open id to the first that was delivered but not
// acknowledged.
func (g *groupState) lower(ctx context.Context, rdb redis.UniversalClient, stream string) error {
	pending, err := rdb.XPending(ctx, stream, g.name).Result()
	if err != nil {
		return err
	}
	if pending.Count == 0 { // acknowledged meanwhile
		return nil
	}
	lower, err := parseStreamID(pending.Lower)
	if err != nil {
		return err
	}
	if lower.compare(g.open) < 0 {
		g.open = lower
	}
	return nil
}

// TrimBehind trims a stream behind what one of its groups has acknowledged,
// whatever other groups have, and returns how many entries went. Without the
// stream or the group it trims nothing.
func TrimBehind(ctx context.Context, rdb redis.UniversalClient, stream, group string) (int64, error) {
	groups, err := groupsOf(ctx, rdb, stream)
	if err != nil {
		return 0, fmt.Errorf("trim %s behind group %s: %w", stream, group, err)
	}
	for _, g := range groups {
		if g.name != group {
			continue
		}
		gone, err := rdb.XTrimMinID(ctx, stream, g.open.String()).Result()
		if err != nil {
			return 0, fmt.Errorf("trim %s behind group %s: %w", stream, group, err)
		}
		return gone, nil
	}
	return 0, nil
}
