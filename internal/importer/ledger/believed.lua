-- believed.lua: what the scripts begin with that hear of ended rows, behind held.lua.
--
-- KEYS[3] -> the bitmap of the ordinals that are accounted for
-- KEYS[4] -> the hash of tasks, see plan.lua
--
-- believed says whether the row was queued as this task, '' being what the run itself says. Of rows
-- that were fed by a version which tells no tasks nothing is known. over says whether the row is one
-- that the run has not come to, or that is accounted for.
local run = redis.call('HMGET', KEYS[2], 'ordinal', 'chunk', 'recent', 'first_cancelled', 'told', 'untold')
local bound = tonumber(run[1] or '0') + #(run[2] or '')
local told, untold = tonumber(run[5] or '0'), tonumber(run[6] or '0')

local function believed(ordinal, task)
  local queued = task ~= '' and redis.call('HGET', KEYS[4], text(ordinal))
  if task == '' or queued == task then return true end
  return not queued and (ordinal < untold or ordinal >= told)
end

local function over(ordinal)
  return ordinal >= bound or redis.call('GETBIT', KEYS[3], text(ordinal)) == 1
end

