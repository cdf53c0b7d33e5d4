-- plan.lua: write down what is to become of the next rows, and as which tasks they are queued.
--
-- KEYS[1], KEYS[2], ARGV[1] -> see held.lua
-- KEYS[3] -> the hash of the tasks of rows that are queued and not accounted for, by the ordinal
-- ARGV[2] -> the ordinal of the first row
-- ARGV[3] -> a letter for each row, see fate.go
-- ARGV[4] -> eight bytes for each row that is to be queued: its entry's digest
-- ARGV[5] -> for how many seconds the tasks are kept at most
-- ARGV[6] -> 1 where tasks are told, be it that there are none; else ''
--
-- 'told' in the run's hash is the ordinal up to which tasks were told. Where the cursor has gone past
-- it, a version that tells none has fed the rows between; 'untold' is the ordinal behind those.
--
-- Answers {1}, or {-2} if the cursor is elsewhere or other rows are planned.
local run = redis.call('HMGET', KEYS[2], 'ordinal', 'chunk', 'told')
if run[1] ~= ARGV[2] or (run[2] and run[2] ~= ARGV[3]) then return {-2} end
redis.call('HSET', KEYS[2], 'chunk', ARGV[3])
if ARGV[6] == '' then return {1} end
local from, at = tonumber(ARGV[2]), 1
if from > tonumber(run[3] or '0') then redis.call('HSET', KEYS[2], 'untold', ARGV[2]) end
redis.call('HSET', KEYS[2], 'told', text(from + #ARGV[3]))
for i = 1, #ARGV[3] do
  if string.sub(ARGV[3], i, i) == 'q' then
    redis.call('HSET', KEYS[3], text(from + i - 1), string.sub(ARGV[4], at, at + 7))
    at = at + 8
  end
end
redis.call('EXPIRE', KEYS[3], ARGV[5])
return {1}
