-- heed.lua: tell which ended rows would be counted.
--
-- KEYS[1], KEYS[2], ARGV[1] -> see held.lua
-- KEYS[3], KEYS[4]          -> see believed.lua
-- ARGV[2] and on, by twos   -> a row's ordinal, and its task or ''
--
-- Answers {1, and a 1 or a 0 for each row}.
local answer = {1}
for i = 2, #ARGV, 2 do
  local ordinal = tonumber(ARGV[i])
  answer[#answer + 1] = (not over(ordinal) and believed(ordinal, ARGV[i + 1])) and 1 or 0
end
return answer
