-- report.lua: how a call ended.
--
-- KEYS[1], ARGV[1] to ARGV[7] -> see state.lua
-- ARGV[8]  -> kind: success, throttle, again, daily_limit, drained, hold, refused, neutral
-- ARGV[9]  -> the slot's lease
-- ARGV[10] -> Retry-After in microseconds; 0 for none
-- ARGV[11] -> numbers accepted
-- ARGV[12] -> reason, for people
-- ARGV[13] -> 1 if the call held too many numbers
-- ARGV[14] -> numbers sent
-- ARGV[15] -> the key of the only item of a refused call; '' for none
-- ARGV[16] -> when that item first failed so
-- ARGV[17] -> code of a refusal
--
-- Answers the effect (effect.lua).
local kind, lease, retry_after, accepted, why = ARGV[8], ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11]), ARGV[12]
local too_many, sent, lone, lone_since, code = ARGV[13] == '1', tonumber(ARGV[14]), ARGV[15], tonumber(ARGV[16]), ARGV[17]

local seq, lane = tonumber(string.match(lease, '^%d+')) or 0, string.sub(lease, -1)
if lane == 'q' then accepted = 0 end   -- getquota takes no numbers

-- after says whether the call was granted after the latch last closed: no earlier one moves a latch.
local function after(p) return seq > num(p .. '_seq', -1) end

-- passed: the vendor answered the account, whatever it said of the numbers or the quota.
local function passed()
  drop('throttled')
  answers_again()
  drop('unproven')
  if latched('a') and after('a') then open('a') end
end

local function succeeded()
  put('success', now)
  passed()
end

-- throttle_wait is the backoff after n failed probes: full jitter, at least a slot.
local function throttle_wait(n)
  if retry_after > 0 then return math.min(retry_after, HOUR) end
  return math.max(spacing(), math.floor(jitter * doubled(SECOND, n, 10 * SECOND)))
end

local function throttle()
  put('throttles', num('throttles') + 1)
  local earlier, s = num('throttled'), status('a')
  if s == 'open' and not after('a') then return end
  put('throttled', earlier + 1)
  if s == 'open' then
    if earlier == 0 or retry_after > 0 then raise_pace() end
    if earlier == 0 and retry_after == 0 then return make_up(seq) end
    close('a', 'throttle', why, throttle_wait(0))
  elseif s == 'half' and after('a') then
    close('a', 'throttle', why, throttle_wait(longer('a', 'throttle')))
  elseif s == 'closed' and h.a_kind == 'throttle' and retry_after > 0 then
    put('a_until', math.max(num('a_until'), now + math.min(retry_after, HOUR)))
  end
end

-- again backs off. Calls in flight together that fail together are one failure. One that took numbers all
-- the same is the first in a row.
local function again()
  if accepted > 0 then passed() end
  local n = num('again')
  -- An earlier version's success leaves the time of the outage before.
  if n == 0 or num('success') > num('again_since') then put('again_since', now) end
  if n == 0 or seq == 0 or seq > num('again_seq') then
    n = n + 1
    put('again', n)
    put('again_seq', num('calls'))
    put('again_why', why)
  end
  local backoff = math.floor(jitter * doubled(AGAIN_FIRST, n - 1, AGAIN_MOST))
  local wait = math.max(backoff, math.min(retry_after, AGAIN_MOST))
  put('again_until', math.max(ahead('again_until', AGAIN_MOST), now + wait))
end

local function hold(text_for_people, alike)
  local s = status('a')
  local throttled = h.a_kind == 'throttle'   -- that tells less, so hold takes its place at any time
  if not throttled and (s == 'closed' or not after('a')) then return end
  local n, unproven = 0, num('unproven')
  if s == 'half' and not alike then n = longer('a', 'hold') end
  if s == 'open' and not alike then n = unproven end
  close('a', 'hold', text_for_people, doubled(60 * SECOND, n, HOUR))
  if n > 0 then put('a_waits', n) end
  drop('unproven')
end

-- limit closes what spends. A reading of the quota ends it; when the probe that a reading led to has
-- failed, the next reading may not for a while. Within the hour it is probed whatever the readings show.
local function limit()
  passed()
  if not after('q') then return end
  local n, wait = h.q_shown and longer('q', kind) or 0, HOUR
  if kind == 'daily_limit' and daily_reset > now then wait = math.min(wait, daily_reset - now) end
  close('q', kind, why, wait)
  put('q_early', n == 0 and now or now + doubled(60 * SECOND, n, HOUR))
  if known() then put('q_least', num('remain')) else drop('q_least') end
end

-- refused holds the account when two calls in a row were refused alike for different lone numbers.
local function refused()
  if lone == '' then return end
  if lone_since == 0 then lone_since = now end
  local alike = h.lone and h.lone ~= lone and h.lone_code == code
  local earliest = math.min(num('lone_since'), lone_since)
  put('lone', lone)
  put('lone_code', code)
  put('lone_since', lone_since)
  if alike and past('success') < earliest then hold(why, true) end
end

local function halve()
  local size = math.min(batch, num('size', batch))
  if not too_many or sent > size or sent <= 1 or size <= 1 then return end   -- one is never too many
  local smaller = math.floor(size / 2)
  put('size', smaller)
  put('size_at', now)
  changed('size_changed', '', '', size, smaller)
end

if accepted > 0 then
  put('success', now)   -- whatever became of the others in the call
  if known() then put('remain', math.max(0, num('remain') - accepted)) end
  if num('today', -1) >= 0 then put('today', num('today') + accepted) end
end
if lane == 'q' and kind ~= 'throttle' and kind ~= 'again' and kind ~= 'hold' then kind = 'neutral' end
if kind == 'success' then
  succeeded()
  if latched('q') and lane == 's' and after('q') then open('q') end
elseif kind == 'throttle' then throttle()
elseif kind == 'again' then again()
elseif kind == 'daily_limit' or kind == 'drained' then limit()
elseif kind == 'hold' then hold(why, false)
elseif kind == 'refused' then refused()
end
halve()
quota_moved()
if lease ~= '' and h.probe == lease then
  drop('probe')
  drop('probe_until')
end
save()
return effect()
