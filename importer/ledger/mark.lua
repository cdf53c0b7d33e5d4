-- mark.lua: the newest due time that was handed out.
--
-- KEYS[1] -> the import's hash
-- ARGV[1] -> the due time, in milliseconds since 1970
-- ARGV[2] -> the schedule by which it was due
--
-- It moves only forward, unless the schedule is another one. Answers 1 if it was moved, else 0.
local mark = redis.call('HMGET', KEYS[1], 'due', 'schedule')
if mark[2] == ARGV[2] and tonumber(mark[1] or '0') >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'due', ARGV[1], 'schedule', ARGV[2])
return 1
