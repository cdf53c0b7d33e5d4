-- trouble.lua: a trouble that may pass has stopped the run.
--
-- KEYS, ARGV[1] -> see held.lua
-- ARGV[2]       -> which
-- ARGV[3]       -> the field that counts troubles of its kind
-- ARGV[4]       -> the field of when they began
--
-- Answers {1, how many in a row, for how many milliseconds already}.
redis.call('HSETNX', KEYS[2], ARGV[4], text(now))
redis.call('HSET', KEYS[2], 'waits', ARGV[2])
local since = tonumber(redis.call('HGET', KEYS[2], ARGV[4]))
return {1, redis.call('HINCRBY', KEYS[2], ARGV[3], 1), math.max(0, now - since)}
