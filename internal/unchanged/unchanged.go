// Package unchanged removes fields of a hash that are still as they were read, so that what has
// been written since is not lost.
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
