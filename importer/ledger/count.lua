-- count.lua: count rows whose task has come to its end, each once.
--
-- KEYS[1], KEYS[2], ARGV[1] -> see held.lua
-- KEYS[3] -> the bitmap of the ordinals that are accounted for
-- KEYS[4] -> the hash of failed rows, by their ordinal
-- ARGV[2] -> how many of the latest outcomes are looked at for what was rejected
-- ARGV[3] -> how many failed rows are kept at most
-- ARGV[4] and on, by threes -> the row's ordinal; what it ended as; if it failed, the row, else ''
--
-- Passed over are ordinals that the run has not come to: whoever copied a row's _source cannot
-- make the bitmap grow.
--
-- Answers {1, counted now, counted in all, rejected among the latest, the latest}.
local most = tonumber(ARGV[2])
local room = tonumber(ARGV[3]) - redis.call('HLEN', KEYS[4])
local run = redis.call('HMGET', KEYS[2], 'ordinal', 'chunk', 'recent', 'first_cancelled')
local bound = tonumber(run[1] or '0') + #(run[2] or '')
local recent, first = run[3] or '', run[4] and tonumber(run[4])
local counts, counted = {}, 0
for i = 4, #ARGV, 3 do
  local ordinal, ended = tonumber(ARGV[i]), ARGV[i + 1]
  if ordinal < bound and redis.call('SETBIT', KEYS[3], ARGV[i], 1) == 0 then
    counted = counted + 1
    counts[ended] = (counts[ended] or 0) + 1
    if ended == 'cancelled' then
      first = math.min(first or ordinal, ordinal)
    elseif ended ~= 'removed' then
      recent = recent .. (ended == 'rejected' and 'r' or '.')
    end
    if ARGV[i + 2] ~= '' and room > 0 then room = room - redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 2]) end
  end
end
recent = string.sub(recent, -most)
if counted > 0 then
  for ended, n in pairs(counts) do redis.call('HINCRBY', KEYS[2], ended, n) end
  redis.call('HSET', KEYS[2], 'recent', recent)
  if counts['cancelled'] then redis.call('HSET', KEYS[2], 'first_cancelled', text(first)) end
end
local done = 0
for _, n in ipairs(redis.call('HMGET', KEYS[2], 'registered', 'already_registered', 'rejected', 'exhausted', 'expired', 'cancelled', 'removed')) do
  done = done + tonumber(n or '0')
end
local _, rejected = string.gsub(recent, 'r', '')
return {1, counted, done, rejected, #recent}
