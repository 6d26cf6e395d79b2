-- A lock in one Redis. KEYS: the lock, the fencing numbers of all locks. ARGV: verb, name,
-- owner, lease in ms, fencing number. Answers: a fencing number, or 0.

local call = redis.call
local verb, name, owner = ARGV[1], ARGV[2], ARGV[3]
local holder = call('GET', KEYS[1])

local function text(number)
	return string.format('%.0f', number)
end

if verb == 'acquire' then
	if holder and holder ~= owner then
		return '0'
	end
	local time = call('TIME')
	local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
	local last = tonumber(call('HGET', KEYS[2], name)) or 0
	local fence = text((now > last) and now or last + 1)
	call('HSET', KEYS[2], name, fence)
	call('SET', KEYS[1], owner, 'PX', ARGV[4])
	return fence
end
if holder ~= owner then
	return '0'
end
if verb == 'renew' then
	call('PEXPIRE', KEYS[1], ARGV[4])
elseif verb == 'raise' then
	-- the highest of several Redis, so that each later one is higher
	if (tonumber(call('HGET', KEYS[2], name)) or 0) < tonumber(ARGV[5]) then
		call('HSET', KEYS[2], name, ARGV[5])
	end
else
	call('DEL', KEYS[1])
end
return '1'
