-- note.lua: keep what is to be known of the run: what went wrong, or how its source is read.
--
-- KEYS, ARGV[1] -> see held.lua
-- ARGV[2]       -> the field of the run
-- ARGV[3]       -> what it is to hold
--
-- Answers {1}.
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return {1}
