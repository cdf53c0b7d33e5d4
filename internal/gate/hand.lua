-- hand.lua: what a person, or a changed key, asks of the latches.
--
-- KEYS[1], ARGV[1] to ARGV[7] -> see state.lua
-- ARGV[8] -> pause, resume or probe
-- ARGV[9] -> why, for people (pause)
--
-- Answers the effect (effect.lua).
local function resume(p)
  if not latched(p) then return end
  put(p .. '_hand', 1)
  as_of_now(p)
  half_open(p)
end

if ARGV[8] == 'pause' then
  close('a', 'paused', ARGV[9], 0)
elseif ARGV[8] == 'resume' then
  answers_again()
  resume('a')
  resume('q')
elseif h.a_kind == 'hold' then
  drop('a_waits')
  resume('a')
end
save()
return effect()
