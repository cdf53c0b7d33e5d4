-- quota.lua: what getquota showed.
--
-- KEYS[1], ARGV[1] to ARGV[7] -> see state.lua
-- ARGV[8]  -> the slot's lease
-- ARGV[9]  -> quota remaining; negative, as each of these: not given
-- ARGV[10] -> used today
-- ARGV[11] -> daily limit; 0 for none
-- ARGV[12] -> quota in all
-- ARGV[13] -> quota used
--
-- Answers the standing (standing.lua).
local seq = tonumber(string.match(ARGV[8], '^%d+')) or 0
for i, field in ipairs({'remain', 'today', 'max_daily', 'total', 'used'}) do
  local n = tonumber(ARGV[8 + i])
  if n >= 0 then put(field, n) else drop(field) end
end
put('quota_at', now)

-- back says whether the reading shows that what closed the latch is over.
local function back()
  if h.q_kind == 'daily_limit' then
    local today, most = num('today', -1), num('max_daily', -1)
    return most == 0 or (today >= 0 and most > today)
  end
  if not known() then return false end
  local least = num('q_least', -1)
  if least >= 0 and num('remain') > least then return true end
  put('q_least', num('remain'))
  return false
end

if latched('q') and seq > num('q_seq') and back() and status('q') == 'closed' and past('q_early') <= now then
  half_open('q')
end
quota_moved()
save()
return standing()
