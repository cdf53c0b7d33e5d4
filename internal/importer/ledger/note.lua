-- note.lua: keep what went wrong.
--
-- KEYS, ARGV[1] -> see held.lua
-- ARGV[2]       -> the problems so far
--
-- Answers {1}.
redis.call('HSET', KEYS[2], 'problems', ARGV[2])
return {1}
