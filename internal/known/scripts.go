package known

import "github.com/redis/go-redis/v9"

// place is the part that the scripts share: where in a field's value a number
// stands. A match that begins within another number is none.
const place = `
local function place(value, rest)
	local from = 1
	while true do
		local at = string.find(value, rest, from, true)
		if not at or (at - 1) % #rest == 0 then
			return at
		end
		from = at + 1
	end
end
`

// checkScript looks numbers up.
//
// KEYS       the months that count, the newest first
// ARGV[odd]  the field of a number
// ARGV[even] its rest
//
// Returns a list with 1 for each number that is known, else 0. A number found
// in one month is not looked up in the others.
var checkScript = redis.NewScript(place + `
local found, open = {}, {}
for i = 1, #ARGV / 2 do
	found[i] = 0
	open[i] = i
end
for _, key in ipairs(KEYS) do
	if #open == 0 then
		break
	end
	local fields, left = {}, {}
	for j, i in ipairs(open) do
		fields[j] = ARGV[2 * i - 1]
	end
	local values = redis.call("HMGET", key, unpack(fields))
	for j, i in ipairs(open) do
		if values[j] and place(values[j], ARGV[2 * i]) then
			found[i] = 1
		else
			left[#left + 1] = i
		end
	end
	open = left
end
return found
`)

// addScript adds numbers to a month.
//
// KEYS[1]    the month
// ARGV[1]    when it expires, in Unix seconds
// ARGV[even] the field of a number
// ARGV[odd]  its rest, from the third on
//
// Returns how many were not in it.
var addScript = redis.NewScript(place + `
local added = 0
for i = 2, #ARGV, 2 do
	local value = redis.call("HGET", KEYS[1], ARGV[i]) or ""
	if not place(value, ARGV[i + 1]) then
		redis.call("HSET", KEYS[1], ARGV[i], value .. ARGV[i + 1])
		added = added + 1
	end
end
redis.call("EXPIREAT", KEYS[1], ARGV[1])
return added
`)

// forgetScript takes numbers out of all months.
//
// KEYS       the months
// ARGV[odd]  the field of a number
// ARGV[even] its rest
//
// Returns how many numbers were in any of them.
var forgetScript = redis.NewScript(place + `
local forgotten = 0
for i = 1, #ARGV, 2 do
	local was = 0
	for _, key in ipairs(KEYS) do
		local value = redis.call("HGET", key, ARGV[i])
		local at = value and place(value, ARGV[i + 1])
		if at then
			value = string.sub(value, 1, at - 1) .. string.sub(value, at + #ARGV[i + 1])
			if value == "" then
				redis.call("HDEL", key, ARGV[i])
			else
				redis.call("HSET", key, ARGV[i], value)
			end
			was = 1
		end
	end
	forgotten = forgotten + was
end
return forgotten
`)
