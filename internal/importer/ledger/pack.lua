-- pack.lua: what the scripts begin with that keep failed rows, behind held.lua.
--
-- keep puts a pack behind those of its bucket in the hash KEYS[4], unless the run would have more
-- than most rows in it. The run's hash counts them in 'kept'.
local function keep(bucket, rows, pack, most)
  local kept = tonumber(redis.call('HGET', KEYS[2], 'kept') or '0') + tonumber(rows)
  if kept > most then return end
  redis.call('HSET', KEYS[2], 'kept', text(kept))
  redis.call('HSET', KEYS[4], bucket, (redis.call('HGET', KEYS[4], bucket) or '') .. pack)
end
