-- end.lua: the end of a run.
--
-- KEYS[1], KEYS[2], ARGV[1] -> see held.lua
-- KEYS[3] -> the bitmap of the ordinals that are accounted for
-- KEYS[4] -> the hash of failed rows
-- KEYS[5] -> the hash of the run's parts
-- KEYS[6] -> the hash of tasks, see plan.lua
-- ARGV[2] -> the run's id
-- ARGV[3] -> the phase in which it ends
-- ARGV[4] -> why
-- ARGV[5] -> for how many seconds it is kept
-- ARGV[6] -> for how many its failed rows are, and it with them; 0 for ever
--
-- Answers {1}, or {0} if it had ended.
local phase = redis.call('HGET', KEYS[2], 'phase')
if redis.call('HGET', KEYS[1], 'current') == ARGV[2] then redis.call('HDEL', KEYS[1], 'current') end
if phase ~= 'waiting' and phase ~= 'feeding' and phase ~= 'settling' then return {0} end
redis.call('HSET', KEYS[2], 'phase', ARGV[3], 'why', ARGV[4], 'ended', text(now), 'rate', '0')
redis.call('HDEL', KEYS[2], 'ending', 'recent', 'chunk', 'waits', 'troubles', 'troubled_since', 'unknown', 'unknown_since', 'unsettled', 'unsettled_since', 'told', 'untold')
redis.call('DEL', KEYS[3], KEYS[6])
local kept = tonumber(ARGV[5])
if redis.call('EXISTS', KEYS[4]) == 1 then
  local rows = tonumber(ARGV[6])
  if rows == 0 then return {1} end
  redis.call('EXPIRE', KEYS[4], rows)
  kept = math.max(kept, rows)
end
redis.call('EXPIRE', KEYS[2], kept)
redis.call('EXPIRE', KEYS[5], kept)
return {1}
