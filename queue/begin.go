package queue

import (
	"context"
	"fmt"

	"github.com/trackreg/trackreg/internal/streams"
)

// Begin creates the group if need be and returns: what is recorded from then on
// will be delivered. [Outcomes.Follow] does so too; Begin is for a group that
// starts at "$" and must not miss what comes before somebody follows, nor begin at
// the end again if it is deleted. To repeat it is safe. Errors are Redis's.
func (o *Outcomes) Begin(ctx context.Context) error {
	err := o.rdb.XGroupCreateMkStream(ctx, o.key, o.group, o.last).Err()
	if err != nil && !streams.BusyGroup(err) {
		return fmt.Errorf("begin to follow outcomes as group %s: %w", o.group, err)
	}
	groups, err := o.rdb.XInfoGroups(ctx, o.key).Result()
	if err != nil {
		return fmt.Errorf("begin to follow outcomes as group %s: %w", o.group, err)
	}
	for _, g := range groups {
		if g.Name == o.group && o.last == "$" {
			o.last = g.LastDeliveredID
		}
	}
	return nil
}
