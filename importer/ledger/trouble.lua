-- trouble.lua: a trouble that may pass has stopped the run.
--
-- KEYS, ARGV[1] -> see held.lua
-- ARGV[2]       -> which
--
-- Answers {1, how many in a row, for how many milliseconds already}.
redis.call('HSETNX', KEYS[2], 'troubled_since', text(now))
redis.call('HSET', KEYS[2], 'why', ARGV[2])
local since = tonumber(redis.call('HGET', KEYS[2], 'troubled_since'))
return {1, redis.call('HINCRBY', KEYS[2], 'troubles', 1), math.max(0, now - since)}
