-- quota.lua: what getquota showed.
--
-- KEYS[1], ARGV[1] to ARGV[7] -> see state.lua
-- ARGV[8]  -> the slot's lease
-- ARGV[9]  -> quota remaining; negative, as each of these: not given
-- ARGV[10] -> used today
-- ARGV[11] -> daily limit; 0 for none
-- ARGV[12] -> quota in all
-- ARGV[13] -> quota used
-- ARGV[14] -> what names the key that it was read with; '' for nothing
--
-- Answers the effect (effect.lua).
local lease = ARGV[8]
local seq = tonumber(string.match(lease, '^%d+')) or 0
local given = {}
for i, field in ipairs({'remain', 'today', 'max_daily', 'total', 'used'}) do
  local n = tonumber(ARGV[8 + i])
  if n >= 0 then
    given[field] = n
    put(field, n)
  end
end
put('quota_at', now)
put('quota_by', ARGV[14])

-- back says whether the reading shows that what closed the latch is over.
local function back()
  if h.q_kind == 'daily_limit' then
    if given.max_daily == 0 then return true end
    return given.today ~= nil and given.max_daily ~= nil and given.max_daily > given.today
  end
  if given.remain == nil then return false end
  local least = num('q_least', -1)
  if least >= 0 and given.remain > least then return true end
  put('q_least', given.remain)
  return false
end

if latched('q') and seq > num('q_seq') and back() and status('q') == 'closed' and ahead('q_early', HOUR) <= now then
  half_open('q')
  put('q_shown', 1)
end
-- open_unproven opens the account: getquota was its probe, since nothing else was there to be one. That
-- says less than a success of the numbers', so a hold before the next of these waits on from where it was.
local function open_unproven()
  local waits = longer('a', 'hold')
  if waits > 0 then put('unproven', waits) end
  drop('throttled')
  open('a')
end

-- answered: 17TRACK answers getquota. Where numbers wait that says little: they try at once, and how often
-- they have failed, and since when, is known until one passes. Where none has come for its turn, it is over.
local function answered()
  if now - num('again_until') > call_timeout + PROBE_GRACE then return answers_again() end
  drop('again_until')
end

-- One that was granted before the latest failure says nothing of now.
if seq > num('again_seq') then answered() end
if lease == h.probe then
  if latched('a') and seq > num('a_seq') then open_unproven() end
  drop('probe')
  drop('probe_until')
end
quota_moved()
save()
return effect()
