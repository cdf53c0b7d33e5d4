package queue

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// withdrawScript deletes pending tasks, as asynq's own DeleteTask does one by one.
//
// KEYS[1] -> the queue's list of pending tasks
// ARGV[1] -> what the keys of its tasks begin with
// ARGV[2] and on -> the ids of tasks
//
// Answers the ids of those that it deleted: that were pending.
var withdrawScript = redis.NewScript(`
local asked = {}
for i = 2, #ARGV do
	if redis.call("HGET", ARGV[1] .. ARGV[i], "state") == "pending" then asked[ARGV[i]] = true end
end
local kept, gone = {}, {}
for _, id in ipairs(redis.call("LRANGE", KEYS[1], 0, -1)) do
	if asked[id] then gone[#gone + 1] = id else kept[#kept + 1] = id end
end
if #gone == 0 then return gone end
redis.call("DEL", KEYS[1])
for i = 1, #kept, 500 do
	redis.call("RPUSH", KEYS[1], unpack(kept, i, math.min(i + 499, #kept)))
end
for _, id in ipairs(gone) do
	local key = ARGV[1] .. id
	local unique = redis.call("HGET", key, "unique_key")
	if unique and unique ~= "" and redis.call("GET", unique) == id then redis.call("DEL", unique) end
	redis.call("DEL", key)
end
return gone
`)

// Withdraw deletes those of the tasks that are pending in the queue, in one step, and returns their
// ids. A few thousand at once are best. Errors are Redis's.
//
// It is the one place that changes keys of asynq's. asynq's Inspector deletes one task at a time,
// and looks through the whole list of pending ones for each: with 50,000 waiting that is 2 ms of
// Redis's time a task, and minutes for all. Should asynq come to keep its tasks otherwise, this
// finds none, and they are left to the Inspector.
func Withdraw(ctx context.Context, rdb redis.UniversalClient, queue string, ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, 0, 1+len(ids))
	args = append(args, "asynq:{"+queue+"}:t:")
	for _, id := range ids {
		args = append(args, id)
	}
	gone, err := withdrawScript.Run(ctx, rdb, []string{"asynq:{" + queue + "}:pending"}, args...).StringSlice()
	if err != nil {
		return nil, fmt.Errorf("withdraw %d tasks from %s: %w", len(ids), queue, err)
	}
	return gone, nil
}
