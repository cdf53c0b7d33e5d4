-- state.lua: what every script of the gate begins with: the hash, the clock, the settings.
--
-- KEYS[1] -> the gate's hash
-- ARGV[1] -> calls a second the account may make, may be a fraction
-- ARGV[2] -> batch size configured
-- ARGV[3] -> longest a call can take, in microseconds
-- ARGV[4] -> quota kept for rank 0; 0 for none
-- ARGV[5] -> quota at which to warn; 0 for never
-- ARGV[6] -> when the daily allowance is next back, in microseconds since 1970; 0 if not configured
-- ARGV[7] -> a random number in [0, 1)
-- ARGV[8] and on -> the script's own
--
-- All times are microseconds: whole numbers that a double holds exactly and that need no rounding.

local SECOND = 1000000
local HOUR, DAY = 3600 * SECOND, 86400 * SECOND

local rps, batch, call_timeout = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local reserve, warn, daily_reset, jitter = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

local time = redis.call('TIME')
local now = tonumber(time[1]) * SECOND + tonumber(time[2])

local stored = redis.call('HGETALL', KEYS[1])
local h, written, gone = {}, {}, {}
for i = 1, #stored, 2 do h[stored[i]] = stored[i + 1] end

local function num(field, missing) return tonumber(h[field]) or missing or 0 end

local function put(field, value)
  if type(value) == 'number' then value = string.format('%.0f', value) end
  h[field], written[field], gone[field] = value, value, nil
end

local function drop(field)
  if h[field] then h[field], written[field], gone[field] = nil, nil, true end
end

-- ahead reads a time that cannot lie further ahead than most. One that does was written by a clock that
-- was ahead, and is pulled in for good: only to read it as less would put it off for ever.
local function ahead(field, most)
  if num(field) > now + most then put(field, now + most) end
  return num(field)
end

-- past reads a time that cannot lie ahead at all.
local function past(field) return ahead(field, 0) end

local function save()
  local set, del = {'HSET', KEYS[1]}, {'HDEL', KEYS[1]}
  for field, value in pairs(written) do set[#set + 1] = field; set[#set + 1] = value end
  for field in pairs(gone) do del[#del + 1] = field end
  if #set > 2 then redis.call(unpack(set)) end
  if #del > 2 then redis.call(unpack(del)) end
end

-- changes are told to the one process whose request made them: {what, latch, reason, before, after}.
local changes = {}
local function changed(what, latch, reason, before, after)
  changes[#changes + 1] = {what, latch or '', reason or '', before or 0, after or 0}
end

-- Whole numbers as text: a number would come back from a script cut to an integer, or in exponents.
local function text(n) return string.format('%.0f', n) end
