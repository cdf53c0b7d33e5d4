-- latch.lua: the two latches, 'a' (account) and 'q' (quota). A latch has the fields
--   kind   why it is closed; none when open
--   why    for people
--   since  when it first closed for this kind
--   until  when it is half-open; 0: not by itself
--   half   when half-open was first seen
--   seq    the calls granted when it last closed, kept when it opens: only a later call can move the latch
--   waits  how often a probe has failed, which lengthens the wait
--   hand   a hand asked for the probe, so failing does not lengthen it
--   probes how many there were
-- and the quota latch besides
--   shown  a reading made it half-open
--   early  no reading does so before this
--   least  the least quota seen since it closed
local LATCH = {a = 'account', q = 'quota'}
local PROBE_GRACE = 10 * SECOND   -- beyond the call's own timeout, for the report to arrive
local UNPROBED = 5 * SECOND       -- nobody has come with a probe for so long: getquota is asked as one
local ASKED_LATELY = 60 * SECOND  -- and again after this, should it have said nothing

local function latched(p)
  local kind = h[p .. '_kind']
  return kind ~= nil and kind ~= 'reserve'   -- reserve is a label: take.lua compares the numbers
end

-- status is 'open', 'closed' or 'half'.
local function status(p)
  if not latched(p) then return 'open' end
  if num(p .. '_until') == 0 then return 'closed' end
  if h[p .. '_kind'] == 'paused' then return 'half' end   -- only a hand gives a pause an end: at once
  return ahead(p .. '_until', HOUR) <= now and 'half' or 'closed'
end

-- half_open makes a latch half-open now, or notes that its time has come.
local function half_open(p)
  if num(p .. '_until') == 0 or num(p .. '_until') > now then put(p .. '_until', now) end
  put(p .. '_half', now)
  changed('half_open', LATCH[p], h[p .. '_kind'])
end

local function open(p)
  changed('opened', LATCH[p], h[p .. '_kind'])
  for _, f in ipairs({'kind', 'why', 'since', 'until', 'half', 'waits', 'hand', 'probes', 'early', 'least', 'shown'}) do
    drop(p .. '_' .. f)
  end
end

-- as_of_now makes every call granted so far too early to move the latch.
local function as_of_now(p) put(p .. '_seq', num('calls')) end

-- close closes a latch, or closes it again; wait 0: not ending by itself.
local function close(p, kind, why, wait)
  local same = h[p .. '_kind'] == kind
  if not same then
    put(p .. '_since', now)
    drop(p .. '_waits')
    drop(p .. '_probes')
  end
  put(p .. '_kind', kind)
  put(p .. '_why', why)
  put(p .. '_until', wait == 0 and 0 or now + math.min(wait, HOUR))
  as_of_now(p)
  for _, f in ipairs({'half', 'hand', 'shown'}) do drop(p .. '_' .. f) end
  changed(same and 'closed_again' or 'closed', LATCH[p], kind)
end

-- longer counts a failed probe of a latch closed for kind, and returns how many have failed in a row.
local function longer(p, kind)
  if h[p .. '_kind'] ~= kind or num(p .. '_until') == 0 then return 0 end
  local n = num(p .. '_waits')
  if num(p .. '_hand') == 0 then n = n + 1 end
  put(p .. '_waits', n)
  return n
end

local function doubled(first, n, most) return math.min(most, first * 2 ^ math.min(n, 30)) end

local function probing() return h.probe ~= nil and ahead('probe_until', call_timeout + PROBE_GRACE) > now end

-- answers_again ends the backing-off: 17TRACK answers.
local function answers_again()
  for _, f in ipairs({'', '_until', '_seq', '_since', '_why'}) do drop('again' .. f) end
end

-- unprobed: the account is half-open, and nobody has anything to probe with. getquota may then be the
-- probe, or an account where nothing waits would look closed until the next number came.
local function unprobed()
  if status('a') ~= 'half' or probing() then return false end
  local since = h.a_half and past('a_half') or num('a_until')
  local asked = past('quota_asked')
  if asked >= since then asked = asked + ASKED_LATELY - UNPROBED end
  return now - math.max(since, past('probe_asked'), asked) >= UNPROBED
end

-- known: the remaining quota is known.
local function known() return num('remain', -1) >= 0 end

-- room is how much bulk may still spend.
local function room()
  if reserve <= 0 or not known() then return math.huge end
  return math.max(0, num('remain') - reserve)
end

-- quota_moved labels the quota latch and tells of a low quota, after anything that moves either.
local function quota_moved()
  if not latched('q') then
    if room() == 0 and h.q_kind == nil then
      put('q_kind', 'reserve')
      put('q_since', now)
      changed('closed', 'quota', 'reserve')
    elseif room() > 0 and h.q_kind == 'reserve' then
      open('q')
    end
  end
  local low = warn > 0 and known() and num('remain') <= warn
  if low and not h.warned then
    put('warned', 1)
    changed('quota_low', '', '', 0, num('remain'))
  elseif not low and known() then
    drop('warned')
  end
end
