-- reading.lua: a reading of counters that only grow.
--
-- KEYS[1] -> list: 'when in microseconds, numbers ended by a call, calls, calls answered 429', the newest first
-- ARGV[1] to ARGV[4] -> those four
-- ARGV[5] -> least time between two readings, in microseconds
-- ARGV[6] -> how many are kept
--
-- A newest one that lies ahead was written by a clock that was, or before Redis was another: it does
-- not keep later ones out.
local newest = redis.call('LINDEX', KEYS[1], 0)
local at = newest and string.match(newest, '^%d+')
local since = tonumber(ARGV[1]) - tonumber(at or 0)
if since >= 0 and since < tonumber(ARGV[5]) then return 0 end
redis.call('LPUSH', KEYS[1], ARGV[1] .. ' ' .. ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
redis.call('LTRIM', KEYS[1], 0, tonumber(ARGV[6]) - 1)
return 1
