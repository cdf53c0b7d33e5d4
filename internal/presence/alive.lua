-- alive.lua: what the scripts of a presence begin with: the clock, and who counts by it.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

-- MOST is the longest that anybody counts for. What holds longer was written by a clock that was
-- ahead, and who lives writes again within seconds.
local MOST = 60 * 1000000

local function alive(said)
  local till = string.match(said, '^%d+ (%d+) ')
  till = tonumber(till)
  return till ~= nil and till > now and till <= now + MOST
end

-- each goes through a hash of processes.
local function each(key)
  local all, i = redis.call('HGETALL', key), -1
  return function()
    i = i + 2
    return all[i], all[i + 1]
  end
end
