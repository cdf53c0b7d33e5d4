-- plan.lua: write down what is to become of the next rows.
--
-- KEYS, ARGV[1] -> see held.lua
-- ARGV[2]       -> the ordinal of the first row
-- ARGV[3]       -> a letter for each row, see fate.go
--
-- Answers {1}, or {-2} if the cursor is elsewhere or other rows are planned.
local run = redis.call('HMGET', KEYS[2], 'ordinal', 'chunk')
if run[1] ~= ARGV[2] or (run[2] and run[2] ~= ARGV[3]) then return {-2} end
redis.call('HSET', KEYS[2], 'chunk', ARGV[3])
return {1}
