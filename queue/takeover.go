package queue

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/streams"
)

// goneAfter is when a consumer with nothing to acknowledge is taken to be gone
// for good. One that is not comes back with its next read.
const goneAfter = 24 * time.Hour

// takeOver delivers what other consumers took and left unacknowledged for
// longer than Idle, twice in that time at most.
func (o *Outcomes) takeOver(ctx context.Context, handle Handler) error {
	if time.Since(o.claimed) < o.Idle/2 {
		return nil
	}
	for start := "0-0"; ; {
		messages, next, err := o.rdb.XAutoClaim(ctx, &redis.XAutoClaimArgs{
			Stream:   o.key,
			Group:    o.group,
			Consumer: o.Consumer,
			MinIdle:  o.Idle,
			Start:    start,
			Count:    o.Batch,
		}).Result()
		if err != nil {
			return err
		}
		if err := o.redeliver(ctx, messages, handle); err != nil {
			return err
		}
		if next == "0-0" {
			break
		}
		start = next
	}
	o.claimed = time.Now()
	return o.removeGone(ctx)
}

// redeliver delivers messages that are older than the last one acknowledged here.
func (o *Outcomes) redeliver(ctx context.Context, messages []redis.XMessage, handle Handler) error {
	last := o.last
	err := o.deliver(ctx, messages, handle)
	o.last = last
	return err
}

func (o *Outcomes) removeGone(ctx context.Context) error {
	_, err := streams.RemoveGone(ctx, o.rdb, o.key, o.group, o.Consumer, goneAfter)
	return err
}
