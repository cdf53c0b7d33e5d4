package queue

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
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

// removeGoneScript deletes the consumers of a group that have nothing to
// acknowledge and have taken nothing for long. To look and delete must be one
// step: deleting a consumer loses what it has taken meanwhile.
//
// KEYS[1]  the stream
// ARGV[1]  the group
// ARGV[2]  the consumer that asks, which stays
// ARGV[3]  for how many milliseconds a consumer must have been idle
//
// Returns how many were deleted.
var removeGoneScript = redis.NewScript(`
local gone = 0
for _, info in ipairs(redis.call("XINFO", "CONSUMERS", KEYS[1], ARGV[1])) do
	local c = {}
	for i = 1, #info, 2 do
		c[info[i]] = info[i + 1]
	end
	if c.pending == 0 and c.idle > tonumber(ARGV[3]) and c.name ~= ARGV[2] then
		redis.call("XGROUP", "DELCONSUMER", KEYS[1], ARGV[1], c.name)
		gone = gone + 1
	end
end
return gone
`)

func (o *Outcomes) removeGone(ctx context.Context) error {
	return removeGoneScript.Run(ctx, o.rdb, []string{o.key}, o.group, o.Consumer, goneAfter.Milliseconds()).Err()
}
