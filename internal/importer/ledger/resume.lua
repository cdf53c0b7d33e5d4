-- resume.lua: a worker that has the import in its settings goes on with a run.
--
-- KEYS, ARGV[1] -> see held.lua
--
-- Answers {1}.
redis.call('HDEL', KEYS[2], 'waits', 'unknown', 'unknown_since')
return {1}
