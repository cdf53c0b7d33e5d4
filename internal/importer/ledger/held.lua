-- held.lua: what every script of a lease's holder begins with.
--
-- KEYS[1] -> the import's hash
-- KEYS[2] -> the run's hash
-- ARGV[1] -> who says that the lease is theirs
--
-- Answers {-1} where it is not.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local function text(n) return string.format('%.0f', n) end

local lease = redis.call('HMGET', KEYS[1], 'holder', 'until')
if lease[1] ~= ARGV[1] or tonumber(lease[2] or '0') <= now then return {-1} end
redis.call('HSET', KEYS[2], 'updated', text(now))

