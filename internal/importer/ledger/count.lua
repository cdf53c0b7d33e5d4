-- count.lua: count rows whose task has come to its end, each once.
--
-- KEYS[1], KEYS[2], ARGV[1] -> see held.lua
-- KEYS[3], KEYS[4] -> see believed.lua
-- KEYS[5] -> the hash of failed rows, see pack.lua
-- ARGV[2] -> how many of the latest outcomes are looked at for what was rejected
-- ARGV[3] -> how many failed rows are kept at most
-- ARGV[4] -> how many ordinals share a bucket of failed rows
-- ARGV[5] -> how many packs of failed rows there are
-- ARGV[6] and on, by threes -> the packs: bucket, rows, pack
-- behind them, by threes -> a row's ordinal, what it ended as, and the eight bytes of the task that
--                           says so, '' where the run itself does
--
-- A pack is kept if one of its bucket's rows is counted now.
--
-- Passed over are ordinals that the run has not come to, so that nobody makes the bitmap grow, and
-- tasks as which the row was not queued: whoever copied a row's _source cannot speak for it.
--
-- Answers {1, counted now, counted in all, rejected among the latest, the latest, disbelieved}.
local most = tonumber(ARGV[2])
local per, rows = tonumber(ARGV[4]), 6 + 3 * tonumber(ARGV[5])
local recent, first = run[3] or '', run[4] and tonumber(run[4])
local counts, counted, touched, disbelieved = {}, 0, {}, 0

for i = rows, #ARGV, 3 do
  local ordinal, ended = tonumber(ARGV[i]), ARGV[i + 1]
  if over(ordinal) then
    -- nobody's, or counted before
  elseif not believed(ordinal, ARGV[i + 2]) then
    disbelieved = disbelieved + 1
  else
    redis.call('SETBIT', KEYS[3], ARGV[i], 1)
    redis.call('HDEL', KEYS[4], text(ordinal))
    counted = counted + 1
    counts[ended] = (counts[ended] or 0) + 1
    if ended == 'cancelled' then
      first = math.min(first or ordinal, ordinal)
    elseif ended ~= 'removed' then
      recent = recent .. (ended == 'rejected' and 'r' or '.')
    end
    touched[text(math.floor(ordinal / per))] = true
  end
end
recent = string.sub(recent, -most)
for i = 6, rows - 1, 3 do
  if touched[ARGV[i]] then keep(KEYS[5], ARGV[i], ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[3])) end
end
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
return {1, counted, done, rejected, #recent, disbelieved}
