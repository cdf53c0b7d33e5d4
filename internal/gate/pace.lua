-- pace.lua: the spacing of slots. It is kept as a stretch of the least spacing the vendor's limit allows,
-- in millionths, so that it means the same at every rate. At 3 calls a second 3,000 are a millisecond.
local START = 1020000        -- 340 ms
local BEST = 1008000         -- 336 ms: 99.2 % of the ceiling, and 8 ms to spare in the vendor's second
local MOST = 3000000         -- a call a second: beyond this the latch does better
local EASE = 750             -- 0.25 ms down with each slot
local RAISE_FIRST = 30000    -- 10 ms up at a first 429
local RAISE_LATER = 4200     -- 1.4 ms up at later ones: the floor is nearly right already
local FLOOR_EASE = 5         -- a second: a millisecond in ten minutes
local TOLERANCE = 3000       -- microseconds of the 8 ms to spare that late askers may use up; the other 5 are for
                             -- the way to the vendor
local LATE = 12              -- an asker late by up to a twelfth of the spacing keeps the schedule: 28 ms
local WINDOW = 20            -- most calls a second for which the vendor's window is watched
local MAKE_UP = 90000        -- over rps: 30 ms at 3 a second
local AGAIN_FIRST, AGAIN_MOST = SECOND / 2, 30 * SECOND   -- backing off

local function floor()
  local f = num('floor')
  if f > 0 then f = f - FLOOR_EASE * (now - past('floor_at')) / SECOND end
  return f > BEST and math.min(f, MOST) or 0
end

local function stretch() return math.max(BEST, floor(), math.min(num('stretch', START), MOST)) end

local function spacing_of(millionths) return math.floor(millionths / rps) end

local function late(s) return math.max(TOLERANCE, math.floor(s / LATE)) end

local function spacing() return spacing_of(stretch()) end

-- next_slot is when the next slot may be given. A time further ahead than the spacing it was written with
-- comes from a clock that was ahead; the last slot may have been just now, so a whole spacing it is.
local function next_slot()
  local at = num('next')
  if at > now + math.max(spacing(), num('ahead')) then
    at = now + spacing()
    put('next', at)
    put('ahead', spacing())
  end
  return at
end

-- recent are the times of the latest calls that fit in the vendor's second, the oldest first.
local function recent()
  local list, n = {}, math.max(1, math.floor(rps))
  if n > WINDOW then return list, 0 end
  for at in string.gmatch(h.recent or '', '%d+') do list[#list + 1] = tonumber(at) end
  while #list > n do table.remove(list, 1) end
  return list, n
end

local function put_recent(list)
  for i, at in ipairs(list) do list[i] = text(at) end
  put('recent', table.concat(list, ' '))
end

-- due_slot is when the next slot may be given in view of when the latest were really taken: one that was
-- taken late must not come too close before the call that is due a whole window later. It was late by no
-- more than late(); without that bound an asker with a lower rate than the others would never be due, nor
-- anyone after the clock jumped back.
local function due_slot()
  local list, n = recent()
  local at, s = next_slot(), spacing()
  if n == 0 or #list < n or list[1] == 0 then return at end
  return math.max(at, math.min(at + late(s), list[1] + n * s - TOLERANCE))
end

-- use_slot takes the slot that is due and sets the next one by the schedule, not by when the asker came.
local function use_slot()
  local s, list = spacing(), recent()
  put('next', math.max(next_slot(), now - late(s)) + s)
  put('ahead', s)
  put('stretch', math.max(BEST, stretch() - EASE))
  list[#list + 1] = now
  put_recent(list)
end

local function raise_pace()
  local before = stretch()
  local after = math.min(MOST, before + (floor() > 0 and RAISE_LATER or RAISE_FIRST))
  put('stretch', after)
  put('floor', after)
  put('floor_at', now)
  changed('pace_raised', '', '', spacing_of(before), spacing_of(after))
end

-- make_up brings the next slot forward: the refused call, the one numbered seq, used none up at the vendor.
local function make_up(seq)
  put('next', math.min(next_slot(), now + math.floor(MAKE_UP / rps)))
  local list = recent()
  local i = #list - (num('calls') - seq)
  if not list[i] then return end
  table.remove(list, i)
  table.insert(list, 1, 0)
  put_recent(list)
end
