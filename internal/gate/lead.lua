-- lead.lua: the lease of a role.
--
-- KEYS[1], ARGV[1] to ARGV[7] -> see state.lua
-- ARGV[8]  -> role
-- ARGV[9]  -> who asks
-- ARGV[10] -> for how long, in microseconds; 0 gives the lease up
--
-- Answers {1} if who holds the lease now, else {0}.
local holder, till, ttl = 'lead:' .. ARGV[8], 'lead:' .. ARGV[8] .. ':until', tonumber(ARGV[10])
local held = h[holder] ~= nil and num(till) > now
if held and h[holder] ~= ARGV[9] then
  if ttl > 0 and num(till) > now + ttl then put(till, now + ttl) end   -- written by a clock that was ahead
  save()
  return {0}
end
if ttl > 0 then
  put(holder, ARGV[9])
  put(till, now + ttl)
else
  drop(holder)
  drop(till)
end
save()
return {ttl > 0 and 1 or 0}
