-- A queue for one resource. KEYS: the stream of those that have come, until when each is
-- heard of, the fencing numbers. ARGV: verb, resource, entry, lease in ms.
-- Answers: the entry; or a fencing number, 0 for one that waits, -1 for one that is not
-- there any more.

local call = redis.call
local verb, resource, entry = ARGV[1], ARGV[2], ARGV[3]
local time = call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function text(number)
	return string.format('%.0f', number)
end

local function drop(id)
	call('XDEL', KEYS[1], id)
	call('HDEL', KEYS[2], id, id .. ' fence')
end

local due = text(now + tonumber(ARGV[4]) * 1000)
if verb == 'join' then
	local id = call('XADD', KEYS[1], '*', 'resource', resource)
	call('HSET', KEYS[2], id, due)
	return id
elseif verb == 'leave' then
	drop(entry)
	return '1'
end
if call('HEXISTS', KEYS[2], entry) == 0 then
	return '-1'
end
call('HSET', KEYS[2], entry, due)
while true do
	local first = call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
	if not first then
		return '-1'
	end
	local id = first[1]
	if id == entry then
		break
	end
	if (tonumber(call('HGET', KEYS[2], id)) or 0) >= now then
		return '0'
	end
	drop(id)
end
local fence = call('HGET', KEYS[2], entry .. ' fence')
if not fence then
	local last = tonumber(call('HGET', KEYS[3], 'queue ' .. resource)) or 0
	fence = text((now > last) and now or last + 1)
	call('HSET', KEYS[3], 'queue ' .. resource, fence)
	call('HSET', KEYS[2], entry .. ' fence', fence)
end
return fence
