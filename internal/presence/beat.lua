-- beat.lua: a process says that it serves the account, and clears away who no longer does.
--
-- KEYS[1] -> the account's hash of processes: a name and "SEEN TILL ITSELF", the times in microseconds
-- ARGV[1] -> the process's name, which no other has
-- ARGV[2] -> for how long it counts from now, in microseconds
-- ARGV[3] -> what it says of itself, as JSON
--
-- Answers nothing.
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %.0f ', now, now + tonumber(ARGV[2])) .. ARGV[3])
for name, said in each(KEYS[1]) do
  if not alive(said) then redis.call('HDEL', KEYS[1], name) end
end
return false
