-- finish.lua: a part has no row left that is not accounted for.
--
-- KEYS[1], KEYS[2], ARGV[1] -> see held.lua
-- KEYS[3] -> the hash of the run's parts, by their index
-- KEYS[4] -> the hash of where the next run goes on, by the part's name
-- KEYS[5] -> the hash of the versions of parts that need not be read again, by the part's name
-- ARGV[2] -> the part's index
-- ARGV[3] -> the part
-- ARGV[4] -> its name
-- ARGV[5] -> its version, if it is to be remembered, else ''
-- ARGV[6] -> where the next run goes on with it, '' for nowhere
--
-- Answers {1}.
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[5], ARGV[4], ARGV[5])
else
  redis.call('HDEL', KEYS[5], ARGV[4])
end
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[4], ARGV[4], ARGV[6])
else
  redis.call('HDEL', KEYS[4], ARGV[4])
end
return {1}
