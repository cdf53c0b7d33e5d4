-- Keeps what has happened between two readings, if nobody has kept a later one meanwhile.
--
-- KEYS[1]  the newest reading
-- KEYS[2]  the list of spells, the newest first
-- KEYS[3]  the hash of the day, KEYS[4] that of the hour and KEYS[5] that of the minute
-- ARGV[1]  the newest reading as it was read; "": there was none
-- ARGV[2]  the one that takes its place
-- ARGV[3]  a spell that has ended, and
-- ARGV[4]  how many are kept; "": none has ended
-- ARGV[5]  the day, its bucket and when its hash is forgotten, in Unix seconds;
-- ARGV[8]  the same of the hour, ARGV[11] of the minute; "" in place of a bucket: it stays
--
-- Returns 1 if it was kept, 0 if another process was first.
if (redis.call("GET", KEYS[1]) or "") ~= ARGV[1] then
	return 0
end
redis.call("SET", KEYS[1], ARGV[2])
if ARGV[3] ~= "" then
	redis.call("LPUSH", KEYS[2], ARGV[3])
	redis.call("LTRIM", KEYS[2], 0, tonumber(ARGV[4]) - 1)
end
for i = 0, 2 do
	local at = 5 + 3 * i
	if ARGV[at + 1] ~= "" then
		redis.call("HSET", KEYS[3 + i], ARGV[at], ARGV[at + 1])
		redis.call("EXPIREAT", KEYS[3 + i], ARGV[at + 2])
	end
end
return 1
