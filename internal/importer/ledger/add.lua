-- add.lua: enter a run that waits.
--
-- KEYS[1] -> the run's hash
-- KEYS[2] -> the sorted set of the import's runs, by when they were added
-- ARGV[1] -> the run's id
-- ARGV[2] -> the wall time at which it was due, '' by hand
-- ARGV[3] -> 1 if it goes round the known numbers, else ''
--
-- Answers 1, or 0 if the run was there.
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local time = redis.call('TIME')
local now = string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
redis.call('HSET', KEYS[1], 'phase', 'waiting', 'added', now, 'updated', now, 'due', ARGV[2], 'force', ARGV[3])
redis.call('ZADD', KEYS[2], now, ARGV[1])
return 1
