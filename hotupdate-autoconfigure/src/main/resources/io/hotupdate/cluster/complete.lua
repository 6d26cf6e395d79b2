-- An instance has had its turn. ARGV: time, instance, rollout, fence, outcome
-- (SUCCEEDED, FAILED, RETURNED), reason, version, and when to grant again, if it was returned.
-- Answers: OK or STALE.

local now = clock(ARGV[1])
local instance = ARGV[2]
local turned = turn(instance)
if get(rollout, 'id') ~= ARGV[3] or turned.phase ~= 'GRANTED' or turned.fence ~= ARGV[4] then
	return 'STALE'
end
call('HSET', facts, instance .. ' version', ARGV[7])
call('HSET', rollout, 'progressAt', text(now))
if ARGV[5] == 'SUCCEEDED' then
	turned.phase = turned.back and 'BACK' or 'DONE'
	turned.changed = not turned.back or nil
	setTurn(instance, turned)
	call('HINCRBY', rollout, 'done', 1)
	call('HSET', granted, instance, 'well ' .. text(now + number(rollout, 'minHealthyTime')))
	if not turned.back and get(rollout, 'back') == 'true' then
		-- the way back has begun while it was at it
		wait(instance)
	end
	changed('done', instance)
elseif ARGV[5] == 'RETURNED' then
	turned.phase = 'WAITING'
	turned.reason = ARGV[6]
	setTurn(instance, turned)
	call('HDEL', granted, instance)
	call('HSET', rollout, 'notBefore', ARGV[8])
	wait(instance)
	changed('returned', instance)
else
	fail(instance, turned, now, ARGV[6])
end
advance(now)
return 'OK'
