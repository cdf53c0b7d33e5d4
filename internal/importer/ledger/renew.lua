-- renew.lua: keep the lease, and tell how the run goes.
--
-- KEYS, ARGV[1] -> see held.lua
-- ARGV[2]       -> for how long from now, in milliseconds
-- ARGV[3]       -> rows a second
-- ARGV[4]       -> share of the source that was read
--
-- Answers {1, 1} if the run is to be cancelled, else {1, 0}.
redis.call('HSET', KEYS[1], 'until', text(now + tonumber(ARGV[2])))
redis.call('HSET', KEYS[2], 'rate', ARGV[3], 'share', ARGV[4])
return {1, redis.call('HEXISTS', KEYS[2], 'cancel')}
