-- incalls.lua: what a process has in calls.
--
-- KEYS[1] -> hash: process -> 'when in microseconds, live, bulk'
-- ARGV[1] -> the process
-- ARGV[2] -> numbers in its calls that came by the live queue
-- ARGV[3] -> the others in its calls
-- ARGV[4] -> how long an entry holds, in microseconds
--
-- An entry of a process that has gone is removed by whichever comes next, and one by a clock that was ahead.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local entries = redis.call('HGETALL', KEYS[1])
for i = 1, #entries, 2 do
  local at = string.match(entries[i + 1], '^%d+')
  if math.abs(now - tonumber(at or 0)) > tonumber(ARGV[4]) then redis.call('HDEL', KEYS[1], entries[i]) end
end
if ARGV[2] == '0' and ARGV[3] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now) .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
end
return 1
