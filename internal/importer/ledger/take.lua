-- take.lua: take, renew or give up an import's lease.
--
-- KEYS[1] -> the import's hash
-- ARGV[1] -> who asks
-- ARGV[2] -> for how long, in milliseconds; 0 gives the lease up
--
-- Answers 1 if who asks holds the lease now, else 0.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local ttl = tonumber(ARGV[2])
local lease = redis.call('HMGET', KEYS[1], 'holder', 'until')
local till = tonumber(lease[2] or '0')
if lease[1] and lease[1] ~= ARGV[1] and till > now then
  if ttl > 0 and till > now + ttl then   -- written by a clock that was ahead
    redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + ttl))
  end
  return 0
end
if ttl > 0 then
  redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'until', string.format('%.0f', now + ttl))
  return 1
end
redis.call('HDEL', KEYS[1], 'holder', 'until')
return 0
