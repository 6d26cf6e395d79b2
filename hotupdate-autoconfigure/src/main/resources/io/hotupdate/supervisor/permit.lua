-- The permit to start a crashed instance again, for which its supervisor asks. One
-- decision: it checks and writes at once. Redis 6.2 or later. Numbers that may be large
-- are kept as text: cjson and tostring() round them.
--
-- ARGV: time, word, instance, crash, whether what it depends on is away, how many may
-- start at once, tokens in the bucket, tokens a minute (each a number or a percentage of
-- the group), healthy deadline in microseconds. The words: ASK; READY and FAILED give the
-- permit back.
-- Answers: OK; or GRANTED, DEPENDENCY, FROZEN, AT_ONCE, ROUND, RATE or TURN, with the
-- milliseconds until it may ask again, and a detail.

local beats, group, unavailable, facts, permits, queue, known, state =
	KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local word, instance, crash = ARGV[2], ARGV[3], ARGV[4]

local SECOND = 1000000

local call = redis.call

local function text(number)
	return string.format('%.0f', number)
end

-- Microseconds. Tests give a time of their own, everyone else an empty text.
local function clock(given)
	if given ~= '' then
		return tonumber(given)
	end
	local time = call('TIME')
	return tonumber(time[1]) * SECOND + tonumber(time[2])
end

local now = clock(ARGV[1])
local members = call('ZCARD', beats)

local function share(setting, least)
	local percent = string.match(setting, '^(%d+)%%$')
	if percent then
		return math.max(least, math.floor(members * percent / 100))
	end
	return math.max(1, tonumber(setting))
end

local atOnce, burst, perMinute = share(ARGV[6], 1), share(ARGV[7], 5), share(ARGV[8], 5)

local function get(name)
	return tonumber(call('HGET', state, name))
end

local function nonce(other)
	return call('HGET', facts, other .. ' nonce') or ''
end

-- A round lets so many go, when all of the one before are over.
local function begin(size)
	call('HSET', state, 'round', size, 'left', size)
end

local function failed()
	if get('round') then
		begin(1)
	end
end

local function giveBack(other)
	call('HDEL', permits, other)
	call('ZREM', queue, other)
	call('ZREM', known, other)
end

-- Nobody waits and nobody starts: the next crash is a matter of its own.
local function calm()
	if call('ZCARD', known) == 0 then
		call('HDEL', state, 'round', 'left')
	end
end

-- A permit is back when another process than the one that crashed beats and is ready, also
-- if its supervisor could not say so. And it expires, which a slot of a rollout never does:
-- it bounds how many start at the same time, and one that has not come up by its deadline
-- no longer does what the bound is for. A dead holder's slot in a rollout says that the
-- release may be bad; a dead holder's permit only that its host is gone, and the freeze
-- counts those.
local function sweep()
	local all = call('HGETALL', permits)
	for i = 1, #all, 2 do
		local other, held = all[i], cjson.decode(all[i + 1])
		if nonce(other) ~= held.nonce and call('SISMEMBER', unavailable, other) == 0 then
			giveBack(other)
		elseif now > tonumber(held.deadline) then
			giveBack(other)
			failed()
		end
	end
	for _, other in ipairs(call('ZRANGEBYSCORE', known, '-inf', text(now))) do
		if call('HEXISTS', permits, other) == 0 then
			giveBack(other)
		end
	end
	calm()
end

if math.abs(now - (get('sweptAt') or 0)) >= SECOND then
	call('HSET', state, 'sweptAt', text(now))
	sweep()
end

local held = call('HGET', permits, instance)
if word ~= 'ASK' then
	if held and word == 'FAILED' then
		failed()
	end
	giveBack(instance)
	calm()
	return { 'OK', '0', '' }
end
if held then
	if cjson.decode(held).crash == crash then
		return { 'GRANTED', '0', '' }
	end
	-- what the permit was for has crashed as well
	giveBack(instance)
	failed()
end

-- All that wait ask a hundred times a second at the most.
local again = math.max(1000, 10 * call('ZCARD', queue))

local function wait(why, detail)
	return { why, text(again), detail or '' }
end

-- Until then its supervisor counts as living, and the instance not as lost.
call('ZADD', known, text(now + math.max(90 * SECOND, 3 * again * 1000)), instance)
if ARGV[5] == 'true' then
	-- others wait for the same, perhaps all of them, and would come to it at once
	call('ZREM', queue, instance)
	if not get('round') then
		begin(1)
	end
	return wait('DEPENDENCY')
end
call('ZADD', queue, 'NX', text(now), instance)
local frozen = call('HGET', group, 'frozen') or ''
if frozen ~= '' then
	return wait('FROZEN', frozen)
end

local running = call('HLEN', permits)
local free, why = atOnce - running, 'AT_ONCE'
local size, left = get('round'), get('left')
if size and left == 0 and running == 0 then
	size, left = size * 2, size * 2
	begin(size)
end
local limited = size and size < atOnce
if limited then
	local open = (left == size and running > 0) and 0 or left
	if open < free then
		free, why = open, 'ROUND'
	end
end
local passed = math.max(0, now - (get('tokensAt') or now))
local tokens = math.min(burst, (get('tokens') or burst) + passed * perMinute / (60 * SECOND))
if math.floor(tokens) < free then
	free, why = math.floor(tokens), 'RATE'
end
local granted = free > call('ZRANK', queue, instance)
call('HSET', state, 'tokensAt', text(now), 'tokens', string.format('%.6f', granted and tokens - 1 or tokens))
if not granted then
	return wait((free > 0) and 'TURN' or why, text(atOnce))
end
local deadline = text(now + tonumber(ARGV[9]))
call('HSET', permits, instance, cjson.encode({ crash = crash, nonce = nonce(instance), deadline = deadline }))
call('ZREM', queue, instance)
call('ZADD', known, deadline, instance)
if limited then
	call('HSET', state, 'left', left - 1)
end
return { 'GRANTED', '0', '' }
