-- commit.lua: count the next rows and move the cursor behind them.
--
-- KEYS[1], KEYS[2], ARGV[1] -> see held.lua
-- KEYS[3] -> the bitmap of the ordinals that are accounted for
-- KEYS[4] -> the hash of failed rows, see pack.lua
-- KEYS[5] -> the hash of the run's parts, by their index
-- KEYS[6] -> the hash of where the next run goes on, by the part's name
-- KEYS[7] -> the hash of tasks, see plan.lua
-- ARGV[2] -> the ordinal of the first row
-- ARGV[3] -> a letter for each row, see fate.go; '' for none
-- ARGV[4] -> the index of the part of the next row
-- ARGV[5] -> the position in it
-- ARGV[6] -> the index of a part to be kept, '' for none
-- ARGV[7] -> the part
-- ARGV[8] -> the name of a part that the next run goes on with, '' for none
-- ARGV[9] -> where
-- ARGV[10] -> how many failed rows are kept at most
-- ARGV[11] and on, by threes -> packs of failed rows: bucket, rows, pack
--
-- A row that is not queued is accounted for now: nobody can count an outcome for it later. If one
-- was counted before, the row had been queued after all, by who was killed before this.
--
-- Answers {1, rows queued in all}, {0, rows queued in all} if it was done before, or {-2} if the
-- cursor is elsewhere.
local from, fates = tonumber(ARGV[2]), ARGV[3]
local at = tonumber(redis.call('HGET', KEYS[2], 'ordinal') or '0')
if at ~= from then
  if at == from + #fates then return {0, tonumber(redis.call('HGET', KEYS[2], 'queued') or '0')} end
  return {-2}
end
local names = {i = 'invalid', o = 'older', d = 'duplicate', k = 'known', f = 'failed_before', q = 'queued'}
local counts = {}
for i = 1, #fates do
  local fate = string.sub(fates, i, i)
  if fate ~= 'q' then
    redis.call('HDEL', KEYS[7], text(from + i - 1))
    if redis.call('SETBIT', KEYS[3], from + i - 1, 1) == 1 then fate = 'q' end
  end
  counts[fate] = (counts[fate] or 0) + 1
end
for fate, n in pairs(counts) do redis.call('HINCRBY', KEYS[2], names[fate], n) end
redis.call('HSET', KEYS[2], 'ordinal', text(from + #fates), 'part', ARGV[4], 'position', ARGV[5])
if #fates > 0 then
  redis.call('HDEL', KEYS[2], 'chunk')
  redis.call('HINCRBY', KEYS[2], 'read', #fates)
  redis.call('HDEL', KEYS[2], 'waits', 'troubles', 'troubled_since')
end
if ARGV[6] ~= '' then redis.call('HSET', KEYS[5], ARGV[6], ARGV[7]) end
if ARGV[8] ~= '' then redis.call('HSET', KEYS[6], ARGV[8], ARGV[9]) end
for i = 11, #ARGV, 3 do keep(KEYS[4], ARGV[i], ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[10])) end
return {1, tonumber(redis.call('HGET', KEYS[2], 'queued') or '0')}
