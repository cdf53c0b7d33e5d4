// Package unchanged removes and replaces fields of a hash that are still as they were read, so that
// what has been written since is not lost.
package unchanged

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// removeScript removes fields of a hash.
//
// KEYS[1]   the hash
// ARGV[odd]  a field
// ARGV[even] the value it was read with
//
// Returns how many were removed.
var removeScript = redis.NewScript(`
local removed = 0
for i = 1, #ARGV, 2 do
	if redis.call("HGET", KEYS[1], ARGV[i]) == ARGV[i + 1] then
		removed = removed + redis.call("HDEL", KEYS[1], ARGV[i])
	end
end
return removed
`)

// Remove removes fields of a hash, each followed by the value it was read with, and answers how
// many. It also goes into a pipeline or transaction, where the answer comes with the others'. Keep
// it to a few hundred fields, for Redis does nothing else meanwhile.
func Remove(ctx context.Context, by redis.Scripter, hash string, fieldsAndValues []any) *redis.Cmd {
	return removeScript.Eval(ctx, by, []string{hash}, fieldsAndValues...)
}

// replaceScript replaces the values of fields of a hash.
//
// KEYS[1]  the hash
// ARGV, by threes: a field, the value it was read with, and its new one
//
// Returns how many were replaced.
var replaceScript = redis.NewScript(`
local replaced = 0
for i = 1, #ARGV, 3 do
	if redis.call("HGET", KEYS[1], ARGV[i]) == ARGV[i + 1] then
		redis.call("HSET", KEYS[1], ARGV[i], ARGV[i + 2])
		replaced = replaced + 1
	end
end
return replaced
`)

// Replace replaces the values of fields of a hash, each followed by the value it was read with and
// the new one, and answers how many. Keep it to a few hundred fields.
func Replace(ctx context.Context, by redis.Scripter, hash string, fieldsAndValues []any) *redis.Cmd {
	return replaceScript.Eval(ctx, by, []string{hash}, fieldsAndValues...)
}
