-- A heartbeat. ARGV: time, instance, public state (JSON), ready, nonce, place, order,
-- version, revision known, least interval, beats a second, beats until temporarily
-- offline, beats until lost.
-- Answers: OK or CONFLICT, epoch, revision, interval, own turn, time, frozen; and the
-- fields of the rollout if the revision is another one.

local now = clock(ARGV[1])
local instance, ready, nonce, place, version = ARGV[2], ARGV[4] == 'true', ARGV[5], ARGV[6], ARGV[8]

if get(group, 'epoch') == '' then
	call('HSET', group, 'epoch', text(now), 'revision', 0)
end

local members = call('HLEN', states)
local interval = math.max(tonumber(ARGV[10]), math.floor(members * 1000000 / tonumber(ARGV[11])))
local before = call('ZSCORE', beats, instance)
local joins = call('HEXISTS', states, instance) == 0

-- two processes with one id: the one that is there keeps it
if before and fact(instance, 'place') ~= place and now - tonumber(before) < 2 * interval
		and not isAway(instance) then
	return { 'CONFLICT', get(group, 'epoch'), get(group, 'revision'), text(interval), '', text(now), '' }
end

local was = fact(instance, 'version')
call('HSET', states, instance, ARGV[3])
call('ZADD', beats, now, instance)
call('HSET', facts, instance .. ' order', ARGV[7], instance .. ' version', version, instance .. ' place', place,
	instance .. ' nonce', nonce)

-- one that has its turn comes when something is due
local look = call('HEXISTS', granted, instance) == 1
if isAway(instance) then
	call('HDEL', away, instance)
	changed('back', instance)
	if string.match(get(granted, instance), '^until') then
		-- it could not do anything meanwhile
		call('HSET', granted, instance, 'until ' .. text(now + number(rollout, 'healthyDeadline')))
	end
	look = true
end
if ready and call('SREM', unavailable, instance) == 1 then
	look = true
elseif not ready and call('SADD', unavailable, instance) == 1 then
	look = true
end
if joins then
	changed('joined', instance)
	look = true
end

-- it is new, or was away: it gets what the others have
local phase = get(rollout, 'phase')
local goal = (phase == 'SUCCEEDED' or WITHIN[phase] or phase == 'PAUSED' or phase == 'HALTED')
	and get(rollout, 'version') or ''
if look and goal ~= '' and get(rollout, 'back') ~= 'true' and version ~= goal
		and call('HEXISTS', granted, instance) == 0 and turn(instance).phase ~= 'FAILED' then
	call('SADD', unstaged, instance)
	expect(instance)
	changed('rollout')
end

local sweepAt = number(group, 'sweepAt')
local patience = tonumber(ARGV[12]) * interval
if sweepAt > 0 and (now > sweepAt + interval or sweepAt > now + patience) then
	-- nobody has come by for a whole interval
	leap(now)
	call('HSET', group, 'sweepAt', text(now + patience))
elseif now >= sweepAt then
	call('HSET', group, 'sweepAt', text(now + interval))
	local late = call('ZRANGEBYSCORE', beats, '-inf', text(now - patience), 'WITHSCORES')
	for i = 1, #late, 2 do
		local other = late[i]
		local state = (now - tonumber(late[i + 1]) > tonumber(ARGV[13]) * interval) and 'LOST' or 'OFFLINE_TEMP'
		if (tonumber(call('ZSCORE', restarting, other)) or 0) > now then
			-- its supervisor lives, and is about to start it again
			state = 'OFFLINE_TEMP'
		end
		if get(away, other) ~= state then
			call('HSET', away, other, state)
			call('SADD', unavailable, other)
			changed('away', other)
		end
	end
	local lost = 0
	for _, state in ipairs(call('HVALS', away)) do
		lost = lost + ((state == 'LOST') and 1 or 0)
	end
	local frozen = (lost > 3 and lost >= 0.15 * members) and (lost .. ' of ' .. members .. ' instances are lost') or ''
	if frozen ~= get(group, 'frozen') then
		call('HSET', group, 'frozen', frozen)
		changed('frozen')
	end
	look = true
end

if look or was ~= version then
	advance(now)
end

local reply = { 'OK', get(group, 'epoch'), get(group, 'revision'), text(interval), get(turns, instance), text(now),
	get(group, 'frozen') }
if ARGV[9] ~= reply[3] then
	reply[8] = call('HGETALL', rollout)
	reply[9] = call('SISMEMBER', unstaged, instance)
end
return reply
