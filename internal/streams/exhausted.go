package streams

import (
	"context"
	"math"

	"github.com/redis/go-redis/v9"
)

// last is the last id that an entry can have. Behind it Redis takes no more: whoever may add to a
// stream can end it for everybody.
var last = ID{math.MaxUint64, math.MaxUint64}

// Last returns the last id that an entry can have, as Redis writes it.
func Last() string { return last.String() }

// lastGivenScript returns the last id that a stream gave, also where its entry is gone. Redis's own
// answer would bring entries along, which may be of any size. The embedded server knows no such id:
// there the entry itself is looked for.
//
// KEYS[1]  the stream
// ARGV[1]  the last id there is
var lastGivenScript = redis.NewScript(`
local info = redis.call('XINFO', 'STREAM', KEYS[1])
for i = 1, #info, 2 do
	if info[i] == 'last-generated-id' then return info[i + 1] end
end
if #redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1]) > 0 then return ARGV[1] end
return ''
`)

// isExhausted says whether a stream takes no more entries since its last id was given. A group that
// was delivered it knows as well.
func isExhausted(ctx context.Context, rdb redis.UniversalClient, key string, groups []redis.XInfoGroup) (bool, error) {
	for _, g := range groups {
		if g.LastDeliveredID == last.String() {
			return true, nil
		}
	}
	id, err := lastGivenScript.Run(ctx, rdb, []string{key}, last.String()).Text()
	if gone(err) {
		return false, nil
	}
	return id == last.String(), err
}

// IsExhausted says whether a stream takes no more entries since its last id was given. One that is
// not there does. Errors are Redis's.
func IsExhausted(ctx context.Context, rdb redis.UniversalClient, key string) (bool, error) {
	groups, err := rdb.XInfoGroups(ctx, key).Result()
	if gone(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return isExhausted(ctx, rdb, key, groups)
}
