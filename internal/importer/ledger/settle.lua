-- settle.lua: feed no more.
--
-- KEYS, ARGV[1] -> see held.lua
-- ARGV[2]       -> the phase in which the run will end
-- ARGV[3]       -> why
--
-- Answers {1}, or {0} if the run has ended.
local phase = redis.call('HGET', KEYS[2], 'phase')
if phase ~= 'waiting' and phase ~= 'feeding' and phase ~= 'settling' then return {0} end
redis.call('HSET', KEYS[2], 'phase', 'settling', 'ending', ARGV[2], 'why', ARGV[3])
redis.call('HDEL', KEYS[2], 'waits', 'troubles', 'troubled_since')
redis.call('HSETNX', KEYS[2], 'fed', text(now))
return {1}
