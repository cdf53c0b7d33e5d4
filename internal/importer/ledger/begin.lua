-- begin.lua: begin to feed a run.
--
-- KEYS[1], KEYS[2], ARGV[1] -> see held.lua
-- KEYS[3]                   -> the hash of the run's parts, by their index
-- ARGV[2]                   -> the run's id
-- ARGV[3] and on            -> the parts as JSON, in their order
--
-- Answers {1}, or {0} if the run had begun.
if redis.call('HGET', KEYS[2], 'phase') ~= 'waiting' then return {0} end
for i = 3, #ARGV do redis.call('HSET', KEYS[3], i - 3, ARGV[i]) end
redis.call('HSET', KEYS[2], 'phase', 'feeding', 'started', text(now), 'part', 0, 'ordinal', 0)
redis.call('HDEL', KEYS[2], 'waits', 'troubles', 'troubled_since', 'unsettled', 'unsettled_since')
redis.call('HSET', KEYS[1], 'current', ARGV[2])
return {1}
