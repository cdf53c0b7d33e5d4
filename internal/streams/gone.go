package streams

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

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

// RemoveGone removes a stream's consumers of long ago and returns how many:
// those of the group that have nothing to acknowledge and have taken nothing
// for longer than idle, except the one that asks. Nothing is lost by it: one
// that is not gone after all comes back with its next read.
func RemoveGone(ctx context.Context, rdb redis.UniversalClient, stream, group, asks string, idle time.Duration) (int, error) {
	gone, err := removeGoneScript.Run(ctx, rdb, []string{stream}, group, asks, idle.Milliseconds()).Int()
	if err != nil {
		return 0, fmt.Errorf("remove consumers of long ago from group %s of %s: %w", group, stream, err)
	}
	return gone, nil
}
