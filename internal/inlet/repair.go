package inlet

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/streams"
)

// asidesMost is how many streams can lie aside at once, each of a repair that was broken off.
const asidesMost = 8

// asideScript puts a stream that takes no more entries aside, and begins a new one of its name.
// Both in one step: a producer that adds meanwhile adds to one of them.
//
// KEYS[1]         the stream
// KEYS[2] and on  where it can be put, the first that is free
// ARGV[1]         the group that reads it
//
// Returns 1, or 0 if no place is free.
var asideScript = redis.NewScript(`
for i = 2, #KEYS do
	if redis.call('EXISTS', KEYS[i]) == 0 then
		redis.call('RENAME', KEYS[1], KEYS[i])
		redis.call('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
		return 1
	end
end
return 0
`)

// copyScript copies the next entries of a stream that was put aside, and deletes them there. An
// entry is copied where it is, so that one of any size costs no memory elsewhere.
//
// KEYS[1]  the stream
// KEYS[2]  the one that was put aside
// KEYS[3]  the stream of refused entries
// ARGV[1]  how many at most
// ARGV[2]  the group that read it
// ARGV[3]  the reason for which an entry is refused that has more fields than a script can copy
// ARGV[4]  how many refused entries are kept
//
// Passed over is what is settled: delivered to the group and not pending. Redis is asked of each id,
// since Lua's numbers cannot tell all of them apart.
//
// Returns how many entries were looked at and how many copied. The stream is gone with its last.
var copyScript = redis.NewScript(`
local delivered = '0-0'
for _, info in ipairs(redis.call('XINFO', 'GROUPS', KEYS[2])) do
	local group = {}
	for i = 1, #info, 2 do group[info[i]] = info[i + 1] end
	if group.name == ARGV[2] then delivered = group['last-delivered-id'] end
end

local function before(a, b)
	if #a ~= #b then return #a < #b end
	return a < b
end
local function split(id) return string.match(id, '^(%d+)-(%d+)$') end
local toMs, toSeq = split(delivered)

local entries, copied = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', ARGV[1]), 0
for _, entry in ipairs(entries) do
	local id, fields = entry[1], entry[2]
	local ms, seq = split(id)
	local unread = before(toMs, ms) or (toMs == ms and before(toSeq, seq))
	if unread or #redis.call('XPENDING', KEYS[2], ARGV[2], id, id, 1) > 0 then
		if #fields > 5000 then
			redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[4], '*', 'reason', ARGV[3], 'entry', id)
		else
			redis.call('XADD', KEYS[1], '*', unpack(fields))
			copied = copied + 1
		end
	end
	redis.call('XDEL', KEYS[2], id)
end
if redis.call('XLEN', KEYS[2]) == 0 then redis.call('DEL', KEYS[2]) end
return {#entries, copied}
`)

// tooManyFields is why such an entry is refused; 17TRACK's items have two dozen.
const tooManyFields = "has over 2500 fields: write flat fields of one number"

// copiedAtOnce is how many entries are copied in one step.
const copiedAtOnce = 100

// Repair makes an inlet that takes no more entries, since somebody added one under the last id
// there is, take them again: what is not settled of it is copied to a new stream under its name, in
// its order. It returns how many entries that were; none and no error where the inlet is well. To
// repeat it after an error goes on where it was. An entry that a worker has in hand meanwhile may be
// enqueued twice, which makes one task while it waits.
func Repair(ctx context.Context, rdb redis.UniversalClient, account string) (int64, error) {
	keys := keyspace.Account(account)
	wrap := func(err error) error {
		if err == nil {
			return nil
		}
		return fmt.Errorf("repair the inlet of account %s: %w", account, err)
	}
	exhausted, err := streams.IsExhausted(ctx, rdb, keys.In())
	if err != nil {
		return 0, wrap(err)
	}
	asides := make([]string, asidesMost)
	for i := range asides {
		asides[i] = keys.InletAside(i + 1)
	}
	if exhausted {
		put, err := asideScript.Run(ctx, rdb, append([]string{keys.In()}, asides...), keyspace.InletGroup).Bool()
		if err == nil && !put {
			err = fmt.Errorf("%d streams lie aside already: see which program gives the last id there is, and end it", asidesMost)
		}
		if err != nil {
			return 0, wrap(err)
		}
	}
	var copied int64
	for _, aside := range asides {
		n, err := copyAside(ctx, rdb, keys, aside)
		if copied += n; err != nil {
			return copied, wrap(err)
		}
	}
	return copied, nil
}

// copyAside copies what is not settled of a stream that was put aside, which is gone then.
func copyAside(ctx context.Context, rdb redis.UniversalClient, keys keyspace.Account, aside string) (copied int64, err error) {
	for {
		left, err := rdb.Exists(ctx, aside).Result()
		if err != nil || left == 0 {
			return copied, err
		}
		n, err := copyScript.Run(ctx, rdb, []string{keys.In(), aside, keys.Refused()},
			copiedAtOnce, keyspace.InletGroup, tooManyFields, RefusedMost).Int64Slice()
		if err != nil {
			return copied, err
		}
		copied += n[1]
	}
}
