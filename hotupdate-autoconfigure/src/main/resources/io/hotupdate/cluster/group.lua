-- What all scripts of a group share. Each script is one decision: it checks and writes at
-- once. Redis 6.2 or later. Numbers that may be large are kept as text: cjson and
-- tostring() round them.

local states, beats, group, rollout, turns, pending, unstaged, unavailable, granted, away, facts, requests, log, history =
	KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12],
	KEYS[13], KEYS[14]
local channel, restarting = KEYS[15], KEYS[16]

local call = redis.call

local WITHIN = { STAGING = true, CANARY = true, AWAITING_PROMOTION = true, ROLLING = true, ROLLING_BACK = true }

local function text(number)
	return string.format('%.0f', number)
end

-- Microseconds. Tests give a time of their own, everyone else an empty text.
local function clock(given)
	if given ~= '' then
		return tonumber(given)
	end
	local now = call('TIME')
	return tonumber(now[1]) * 1000000 + tonumber(now[2])
end

local function get(key, field)
	return call('HGET', key, field) or ''
end

local function number(key, field)
	return tonumber(get(key, field)) or 0
end

-- The revision rises with everything that a member has to look at; whoever misses the
-- message sees it in the answer to its next heartbeat.
local function changed(what, instance)
	local revision = call('HINCRBY', group, 'revision', 1)
	call('PUBLISH', channel, cjson.encode({ v = 1, what = what, instance = instance, revision = tostring(revision) }))
end

-- Only rises, also when a replica that lags behind has become the master.
local function fence(now)
	local last = number(group, 'fence')
	local next = (now > last) and now or last + 1
	call('HSET', group, 'fence', text(next))
	return text(next)
end

local function turn(instance)
	local known = call('HGET', turns, instance)
	return known and cjson.decode(known) or {}
end

local function setTurn(instance, value)
	call('HSET', turns, instance, cjson.encode(value))
end

local function isAway(instance)
	return call('HEXISTS', away, instance) == 1
end

local function isUnavailable(instance)
	return call('SISMEMBER', unavailable, instance) == 1
end

local function fact(instance, name)
	return get(facts, instance .. ' ' .. name)
end

local function member(instance)
	return fact(instance, 'order') .. '|' .. instance
end

-- Nothing is known of it any more.
local function drop(instance)
	call('HDEL', states, instance)
	call('ZREM', beats, instance)
	call('HDEL', away, instance)
	call('SREM', unavailable, instance)
	call('SREM', unstaged, instance)
	call('HDEL', granted, instance)
	call('ZREM', pending, member(instance))
	call('HDEL', facts, instance .. ' order', instance .. ' version', instance .. ' place', instance .. ' nonce')
end

-- How many instances may be unavailable at once.
local function budget()
	local allowed = get(rollout, 'maxUnavailable')
	local percent = string.match(allowed, '^(%d+)%%$')
	if percent then
		return math.max(1, math.floor(call('HLEN', states) * percent / 100))
	end
	return tonumber(allowed) or 1
end

-- How many are, or may become so: the dead, the unready and those that have their turn.
-- Whoever is both counts once; the smaller set is looked through, most often an empty one.
local function occupied()
	local out, turned = call('SCARD', unavailable), call('HLEN', granted)
	local both = 0
	if out > 0 and turned > 0 then
		local fewer = (turned < out) and call('HKEYS', granted) or call('SMEMBERS', unavailable)
		for _, instance in ipairs(fewer) do
			if isUnavailable(instance) and call('HEXISTS', granted, instance) == 1 then
				both = both + 1
			end
		end
	end
	return out + turned - both
end

local function wait(instance)
	call('ZADD', pending, 0, member(instance))
end

-- Where it comes from is written down long before its turn, which a failover may forget.
local function expect(instance)
	local turned = turn(instance)
	turned.from = turned.from or fact(instance, 'version')
	turned.phase = 'WAITING'
	setTurn(instance, turned)
	wait(instance)
end

local function waiting(entry)
	return string.match(entry, '|([^|]*)$')
end

local function enter(phase, now, reason)
	call('HSET', rollout, 'phase', phase, 'phaseAt', text(now), 'progressAt', text(now), 'reason', reason or '')
	changed('rollout')
end

local function grantTo(instance, now)
	local turned = turn(instance)
	turned.from = turned.from or fact(instance, 'version')
	turned.phase = 'GRANTED'
	turned.fence = fence(now)
	turned.at = text(now)
	turned.rollout = get(rollout, 'id')
	turned.back = get(rollout, 'back') == 'true'
	turned.goal = turned.back and turned.from or get(rollout, 'version')
	turned.reason = nil
	setTurn(instance, turned)
	call('ZREM', pending, member(instance))
	call('HSET', granted, instance, 'until ' .. text(now + number(rollout, 'healthyDeadline')))
	call('HSET', rollout, 'progressAt', text(now))
	if get(rollout, 'phase') == 'CANARY' then
		call('HINCRBY', rollout, 'canaries', 1)
	end
	changed('turn', instance)
end

-- The first that waits, in order, that lives and has the release.
local function candidate()
	local from = 0
	while true do
		local page = call('ZRANGE', pending, from, from + 49)
		for _, entry in ipairs(page) do
			local instance = waiting(entry)
			local staged = get(rollout, 'back') == 'true' or call('SISMEMBER', unstaged, instance) == 0
			if staged and not isAway(instance) then
				return instance
			end
		end
		if #page < 50 then
			return nil
		end
		from = from + 50
	end
end

-- Whether one waits that may have its turn yet. A lost one is not waited for.
local function someoneWaits()
	local from = 0
	while true do
		local page = call('ZRANGE', pending, from, from + 49)
		for _, entry in ipairs(page) do
			if get(away, waiting(entry)) ~= 'LOST' then
				return true
			end
		end
		if #page < 50 then
			return false
		end
		from = from + 50
	end
end

local function grant(now)
	while get(group, 'frozen') == '' and now >= number(rollout, 'notBefore') do
		if get(rollout, 'phase') == 'CANARY' and number(rollout, 'canaries') >= number(rollout, 'canary') then
			return
		end
		local instance = candidate()
		if not instance then
			return
		end
		local more = isUnavailable(instance) and 0 or 1
		if occupied() + more > budget() then
			return
		end
		grantTo(instance, now)
	end
end

local rollBack

local function halt(now, reason)
	call('HSET', rollout, 'haltedIn', get(rollout, 'phase'))
	enter('HALTED', now, reason)
	if get(rollout, 'autoRollback') == 'true' and get(rollout, 'back') ~= 'true' then
		rollBack(now, reason)
	end
end

-- Those that were changed go back, each to the version that it came from, without a
-- canary. What fails then halts: there is no way back from the way back.
rollBack = function(now, reason)
	call('DEL', pending)
	call('HSET', rollout, 'back', 'true', 'failures', 0)
	enter('ROLLING_BACK', now, reason)
	local all = call('HGETALL', turns)
	for i = 1, #all, 2 do
		if cjson.decode(all[i + 1]).changed then
			wait(all[i])
		end
	end
end

local function fail(instance, turned, now, reason)
	turned.phase = 'FAILED'
	turned.reason = reason
	setTurn(instance, turned)
	call('HDEL', granted, instance)
	call('HSET', rollout, 'progressAt', text(now))
	changed('failed', instance)
	if (turned.back or false) ~= (get(rollout, 'back') == 'true') then
		-- it was sent forth before the way back began: nothing that stands in its way
		return
	end
	local failures = call('HINCRBY', rollout, 'failures', 1)
	if failures > number(rollout, 'maxFailures') and WITHIN[get(rollout, 'phase')] then
		halt(now, instance .. ': ' .. reason)
	end
end

-- A turn ends when its instance has been well for long enough: 'well' and when that is.
-- Before that, 'until' and when it should be done.
local function settle(now)
	local all = call('HGETALL', granted)
	for i = 1, #all, 2 do
		local instance = all[i]
		local word, due = string.match(all[i + 1], '^(%a+) (%d+)$')
		if word == 'well' and isUnavailable(instance) then
			fail(instance, turn(instance), now, 'UNHEALTHY')
		elseif word == 'well' and now >= tonumber(due) then
			call('HDEL', granted, instance)
			call('HSET', rollout, 'progressAt', text(now))
			changed('settled', instance)
		elseif word == 'until' and now > tonumber(due) and not isAway(instance) and WITHIN[get(rollout, 'phase')] then
			-- its slot stays taken: it may be at it still
			halt(now, instance .. ': HEALTHY_DEADLINE')
		end
	end
end

-- The time has made a leap: Redis was away, so that nobody could be heard of, or its clock
-- was set. What was to be done by some time has its time again.
local function leap(now)
	local all = call('HGETALL', granted)
	for i = 1, #all, 2 do
		local word = string.match(all[i + 1], '^%a+')
		local more = number(rollout, (word == 'well') and 'minHealthyTime' or 'healthyDeadline')
		call('HSET', granted, all[i], word .. ' ' .. text(now + more))
	end
	if call('EXISTS', rollout) == 1 then
		call('HSET', rollout, 'progressAt', text(now))
	end
	for _, instance in ipairs(call('ZRANGEBYSCORE', beats, '(' .. text(now), '+inf')) do
		call('ZADD', beats, now, instance)
	end
end

local function everyoneHasStaged()
	if call('SCARD', unstaged) > call('HLEN', away) then
		return false
	end
	for _, instance in ipairs(call('SMEMBERS', unstaged)) do
		if not isAway(instance) then
			return false
		end
	end
	return true
end

local function ended(phase, now)
	call('HSET', rollout, 'endedAt', text(now), 'missed', call('ZCARD', pending))
	enter(phase, now, get(rollout, 'reason'))
	local all = call('HGETALL', rollout)
	local entry = {}
	for i = 1, #all, 2 do
		entry[all[i]] = all[i + 1]
	end
	call('LPUSH', history, cjson.encode(entry))
	call('LTRIM', history, 0, 49)
end

-- Whatever is due, whoever comes by.
local function advance(now)
	settle(now)
	if get(group, 'frozen') ~= '' then
		return
	end
	local phase = get(rollout, 'phase')
	if phase == 'STAGING' and everyoneHasStaged() then
		enter((number(rollout, 'canary') > 0) and 'CANARY' or 'ROLLING', now)
		phase = get(rollout, 'phase')
	end
	if phase == 'CANARY' or phase == 'ROLLING' or phase == 'ROLLING_BACK' or phase == 'SUCCEEDED' then
		grant(now)
	end
	local idle = call('HLEN', granted) == 0
	if phase == 'CANARY' and idle and (number(rollout, 'canaries') >= number(rollout, 'canary') or not someoneWaits()) then
		enter((get(rollout, 'promotion') == 'manual') and 'AWAITING_PROMOTION' or 'ROLLING', now)
		grant(now)
	elseif phase == 'ROLLING' and idle and not someoneWaits() then
		call('HSET', group, 'version', get(rollout, 'version'), 'sha256', get(rollout, 'sha256'), 'artifact',
			get(rollout, 'artifact'))
		ended('SUCCEEDED', now)
	elseif phase == 'ROLLING_BACK' and idle and not someoneWaits() then
		ended('ROLLED_BACK', now)
	elseif (phase == 'STAGING' or phase == 'CANARY' or phase == 'ROLLING' or phase == 'ROLLING_BACK')
			and now > math.max(number(rollout, 'progressAt'), number(rollout, 'notBefore'))
				+ number(rollout, 'progressDeadline') then
		halt(now, 'PROGRESS_DEADLINE')
	end
end

-- An answer that was given is given again to the same request.
local function answered(request)
	return request ~= '' and call('HGET', requests, request)
end

local function answer(request, reply)
	if request ~= '' then
		call('HSET', requests, request, reply)
		call('RPUSH', log, request)
		if call('LLEN', log) > 1000 then
			call('HDEL', requests, call('LPOP', log))
		end
	end
	return reply
end
