package inlet

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/keyspace"
)

const (
	// EntryMost is the most that an entry may have, in bytes of its fields' names and values.
	EntryMost = 16 << 20
	// fieldsMost is the most fields of an entry: a number's own fit in [queue.MaxPayload].
	fieldsMost = 1000
	// keptFields and keptBytes are how much is kept of an entry that has more: enough to tell
	// whose it is.
	keptFields = 20
	keptBytes  = 100
	// heldPage is how many of the entries in hand are asked for at once, by their ids.
	heldPage = 100
)

// setAsideScript refuses an entry that is too large to be read. Redis alone sees it whole.
//
// KEYS[1] the inlet
// KEYS[2] its refused entries
// ARGV[1] the consumer group
// ARGV[2] the entry's id
// ARGV[3] the most bytes of its names and values
// ARGV[4] the most fields
// ARGV[5] how many fields are kept of one that has more of either
// ARGV[6] how many bytes are kept of a name and of a value
// ARGV[7] how many refused entries are kept
// ARGV[8] the field that is ours alone, and not kept
//
// Returns 1 where it is refused and acknowledged, 0 where it is small enough or not there any more.
var setAsideScript = redis.NewScript(`
local found = redis.call("XRANGE", KEYS[1], ARGV[2], ARGV[2])[1]
local values = found and found[2]
if not values then
	return 0
end
local mostBytes, mostFields, keptFields, keptBytes = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local bytes, fields = 0, #values / 2
for _, text in ipairs(values) do
	bytes = bytes + #text
end
if bytes <= mostBytes and fields <= mostFields then
	return 0
end
local kept = {}
local function keep(text)
	kept[#kept + 1] = #text > keptBytes and string.sub(text, 1, keptBytes) .. "…" or text
end
for i = 1, math.min(#values, 2 * keptFields), 2 do
	if values[i] ~= ARGV[8] then
		keep(values[i])
		keep(values[i + 1])
	end
end
local why = "the entry is too large, " .. bytes .. " bytes in " .. fields .. " fields: keep one to " .. mostBytes .. " bytes and "
	.. mostFields .. " fields; what stands here of it is the beginning of each"
kept[#kept + 1], kept[#kept + 2], kept[#kept + 3], kept[#kept + 4] = "reason", why, "entry", ARGV[2]
redis.call("XADD", KEYS[2], "MAXLEN", "~", ARGV[7], "*", unpack(kept))
redis.call("XACK", KEYS[1], ARGV[1], ARGV[2])
return 1
`)

// setAside refuses an entry if it is too large to be read, and says whether it was.
func (r *reader) setAside(ctx context.Context, account, id string) (bool, error) {
	keys := keyspace.Account(account)
	refused, err := setAsideScript.Run(ctx, r.rdb, []string{keys.In(), keys.Refused()},
		keyspace.InletGroup, id, EntryMost, fieldsMost, keptFields, keptBytes, RefusedMost, fieldRedacted).Bool()
	if err != nil {
		return false, fmt.Errorf("measure entry %s of the inlet of account %s: %w", id, account, err)
	}
	if !refused {
		return false, nil
	}
	r.dirty[account] = true
	r.log.Warn().Str("account", account).Str("entry", id).Int("bytes_most", EntryMost).Int("fields_most", fieldsMost).
		Msg("inlet: an entry is too large to be read and is refused; its beginning is in " + keys.Refused())
	return true, nil
}

// readable leaves out the entries that are larger than they may be: that they could be read at all
// does not make them small.
func (r *reader) readable(ctx context.Context, account string, messages []redis.XMessage) ([]redis.XMessage, error) {
	kept := messages[:0]
	for _, m := range messages {
		if size(m.Values) <= EntryMost && len(m.Values) <= fieldsMost {
			kept = append(kept, m)
			continue
		}
		refused, err := r.setAside(ctx, account, m.ID)
		if err != nil {
			return nil, err
		}
		if !refused { // deleted since: as if it had come without fields
			kept = append(kept, redis.XMessage{ID: m.ID})
		}
	}
	return kept, nil
}

// oneByOne takes what this consumer holds, an entry at a time, and refuses what is too large to
// be read before it reads the rest: together they were too much.
func (r *reader) oneByOne(ctx, work context.Context) error {
	r.portion.count = 1
	for _, account := range r.accounts {
		if err := r.sift(ctx, account); err != nil {
			return err
		}
		for ctx.Err() == nil {
			streams, err := r.ask(ctx, []string{account}, "0", 1, -1)
			if err != nil {
				return err
			}
			if nothing(streams) {
				break
			}
			if err := r.take(work, streams); err != nil {
				return err
			}
		}
	}
	return nil
}

// sift refuses what is too large of what this consumer holds. It asks for ids alone.
func (r *reader) sift(ctx context.Context, account string) error {
	for start := "-"; ctx.Err() == nil; {
		held, err := r.rdb.XPendingExt(ctx, &redis.XPendingExtArgs{
			Stream: keyspace.Account(account).In(), Group: keyspace.InletGroup, Consumer: r.consumer, Start: start, End: "+", Count: heldPage,
		}).Result()
		if err != nil {
			return fmt.Errorf("list what is in hand of the inlet of account %s: %w", account, err)
		}
		for _, one := range held {
			if _, err := r.setAside(ctx, account, one.ID); err != nil {
				return err
			}
			start = "(" + one.ID
		}
		if len(held) < heldPage {
			return nil
		}
	}
	return nil
}
