-- read.lua: who serves the account now. It changes nothing.
--
-- KEYS[1] -> the account's hash of processes, as beat.lua writes it
--
-- Answers {name, "SEEN TILL ITSELF", name...}
local all = {}
for name, said in each(KEYS[1]) do
  if alive(said) then
    all[#all + 1] = name
    all[#all + 1] = said
  end
end
return all
