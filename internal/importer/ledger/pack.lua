-- pack.lua: what the scripts begin with that keep failed rows, behind held.lua.
--
-- keep puts a pack behind those of its bucket in the hash, unless the run would have more
-- than most rows in it. The run's hash counts them in 'kept'.
local function keep(hash, bucket, rows, pack, most)
  local kept = tonumber(redis.call('HGET', KEYS[2], 'kept') or '0') + tonumber(rows)
  if kept > most then return end
  redis.call('HSET', KEYS[2], 'kept', text(kept))
  redis.call('HSET', hash, bucket, (redis.call('HGET', hash, bucket) or '') .. pack)
end
