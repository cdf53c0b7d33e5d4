-- take.lua: who may call now.
--
-- KEYS[1], ARGV[1] to ARGV[7] -> see state.lua
-- ARGV[8] and on -> four for each class waiting: lane, rank, 1 if it spends quota, 1 if it is fresh
--
-- Answers {now, wait in microseconds, lease, 1 if a probe, batch size, {indexes from 1}, changes};
-- lease '' and no indexes: no call now.
local LONGEST = SECOND               -- ask again after this at the latest: a hand may open a latch
local PROBE_POLL = 250000            -- and after this while another's probe is under way
local FRESH_FIRST = 2 * SECOND       -- how long a probe waits for numbers never tried
local GRACE = 30000                  -- how long bulk gives way to live that waits in another process
local QUOTA_LANE = 'getquota'

-- grow tries a larger batch a day after the vendor refused one.
local function grow()
  local size = num('size', batch)
  if size >= batch or now - past('size_at') < DAY then return end
  local larger = math.min(batch, size * 2)
  put('size', larger)
  put('size_at', now)
  changed('size_changed', '', '', size, larger)
end

local function size() return math.max(1, math.min(batch, num('size', batch))) end

-- seen notes when a latch is first seen half-open.
local function seen(p)
  local s = status(p)
  if s == 'half' and not h[p .. '_half'] then half_open(p) end
  return s
end

local nobody = unprobed()   -- before a first look makes it seem just half-open
local account, quota = seen('a'), seen('q')
local wait = LONGEST
local function sooner(at) wait = math.max(1, math.min(wait, at - now)) end

-- passes sets whether a class's call would be a probe, and returns false if a latch keeps it back.
local function passes(c)
  if account == 'closed' then return false end
  if c.lane == QUOTA_LANE then
    c.probe, c.fresh = nobody, nobody
    return true
  end
  if c.spends and (quota == 'closed' or (c.rank > 0 and room() == 0)) then return false end
  c.probe = account == 'half' or (c.spends and quota == 'half')
  return true
end

local function waiting()
  local list = {}
  for i = 8, #ARGV, 4 do
    local c = {index = (i - 8) / 4 + 1, lane = ARGV[i], rank = tonumber(ARGV[i + 1]),
      spends = ARGV[i + 2] == '1', fresh = ARGV[i + 3] == '1'}
    if passes(c) then list[#list + 1] = c end
  end
  return list
end

-- fresh_due is when a probe may go without numbers never tried.
local function fresh_due()
  local since = 0
  if account == 'half' then since = past('a_half') end
  if quota == 'half' then since = math.max(since, past('q_half')) end
  return since + FRESH_FIRST
end

-- probe_lanes are the lanes that may give the probe now: those with numbers never tried, or any when
-- none of these has come for a while.
local function probe_lanes(list)
  local fresh, any = {}, {}
  for _, c in ipairs(list) do
    if c.probe then any[c.lane] = true end
    if c.probe and c.lane ~= QUOTA_LANE then put('probe_asked', now) end
    if c.probe and c.fresh then fresh[c.lane] = true end
  end
  if not next(any) then return any end
  if probing() then
    sooner(math.min(num('probe_until'), now + PROBE_POLL))
    return {}
  end
  if next(fresh) then return fresh end
  if fresh_due() <= now then return any end
  sooner(fresh_due())
  return {}
end

-- admitted are the classes that no latch keeps back.
local function admitted()
  local list, left = waiting(), {}
  local lanes = probe_lanes(list)
  for _, c in ipairs(list) do
    if not c.probe or lanes[c.lane] then left[#left + 1] = c end
  end
  return left
end

-- first is the class that goes first: the lowest rank, of equal ones another lane than last time.
local function first(list)
  local best
  for _, c in ipairs(list) do
    local turn = best and best.lane == h.lane and c.lane ~= h.lane
    if not best or c.rank < best.rank or (c.rank == best.rank and turn) then best = c end
  end
  return best
end

-- due says whether the class may go now by the backing-off, the pace, and live that waits elsewhere.
local function due(best)
  if ahead('again_until', AGAIN_MOST) > now then sooner(num('again_until')); return false end
  local grace = math.min(GRACE, math.floor(spacing() / 4))
  local urgent, at = best.rank == 0 or best.lane == QUOTA_LANE, due_slot()
  if at > now then
    if urgent then put('live', at + grace) end
    wait = math.min(at - now, LONGEST)
    return false
  end
  local live = ahead('live', grace)
  if not urgent and live > now then sooner(live); return false end   -- over before the next slot
  return true
end

-- cargo is what goes in the call: the classes of the lane, and how many numbers. Bulk that would run into
-- the reserve stays behind, or fills up no more than what is above it.
local function cargo(list, best)
  local may, most, above = {}, size(), room()
  local spare = best.spends and best.rank == 0 and above < most
  for _, c in ipairs(list) do
    if c.lane == best.lane and not (spare and c.rank > 0) then may[#may + 1] = c.index end
  end
  if best.spends and best.rank > 0 then most = math.min(most, above) end
  return may, most
end

-- lend names the call, and makes it the probe if it is one.
local function lend(best)
  local seq = num('calls') + 1
  local lease = text(seq) .. (best.lane == QUOTA_LANE and 'q' or best.spends and 's' or 'n')
  put('calls', seq)
  if best.lane == QUOTA_LANE then
    put('quota_asked', now)
    put('quota_seq', seq)
  end
  if best.probe then
    put('probe', lease)
    put('probe_until', now + call_timeout + PROBE_GRACE)
    if account == 'half' then put('a_probes', num('a_probes') + 1) end
    if quota == 'half' and best.spends then put('q_probes', num('q_probes') + 1) end
  end
  return lease
end

if account == 'closed' and num('a_until') > 0 then sooner(num('a_until')) end
if quota == 'closed' and num('q_until') > 0 then sooner(num('q_until')) end
grow()
quota_moved()
local list = admitted()
local best = first(list)
if not best or not due(best) then
  save()
  return {text(now), text(wait), '', 0, size(), {}, changes}
end
local may, most = cargo(list, best)
local lease = lend(best)
put('lane', best.lane)
use_slot()
save()
return {text(now), '0', lease, best.probe and 1 or 0, most, may, changes}
