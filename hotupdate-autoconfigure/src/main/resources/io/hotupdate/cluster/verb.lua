-- A verb of a person. ARGV: time, request, verb, rollout (empty: the one there is),
-- argument.
-- Answers: OK and the phase, or REFUSED and why.

local now = clock(ARGV[1])
local known = answered(ARGV[2])
if known then
	return known
end
local verb = ARGV[3]
local phase = get(rollout, 'phase')

local function refused(reason)
	return cjson.encode({ outcome = 'REFUSED', reason = reason, phase = phase, id = get(rollout, 'id') })
end

if verb == 'forget' then
	local instance = ARGV[5]
	if not isAway(instance) then
		return refused('ALIVE')
	end
	drop(instance)
	changed('forgotten', instance)
	advance(now)
	return answer(ARGV[2], cjson.encode({ outcome = 'OK', phase = get(rollout, 'phase') }))
end

if phase == '' or (ARGV[4] ~= '' and ARGV[4] ~= get(rollout, 'id')) then
	return refused('UNKNOWN_ROLLOUT')
end
if verb == 'pause' and WITHIN[phase] then
	call('HSET', rollout, 'pausedIn', phase)
	enter('PAUSED', now, 'REQUESTED')
elseif verb == 'resume' and phase == 'PAUSED' then
	enter(get(rollout, 'pausedIn'), now)
elseif verb == 'promote' and phase == 'AWAITING_PROMOTION' then
	enter('ROLLING', now)
elseif verb == 'abort' and (WITHIN[phase] or phase == 'PAUSED' or phase == 'HALTED') then
	call('DEL', pending, unstaged, granted)
	call('HSET', rollout, 'reason', 'REQUESTED')
	ended('ABORTED', now)
elseif verb == 'retry' and phase == 'HALTED' then
	local all = call('HGETALL', turns)
	for i = 1, #all, 2 do
		local turned = cjson.decode(all[i + 1])
		if turned.phase == 'FAILED' then
			turned.phase = 'WAITING'
			setTurn(all[i], turned)
			wait(all[i])
		end
	end
	call('HSET', rollout, 'failures', 0)
	enter(get(rollout, 'haltedIn'), now)
elseif verb == 'rollback' and get(rollout, 'back') ~= 'true'
		and (WITHIN[phase] or phase == 'PAUSED' or phase == 'HALTED' or phase == 'SUCCEEDED') then
	rollBack(now, 'REQUESTED')
else
	return refused('WRONG_STATE')
end
advance(now)
return answer(ARGV[2], cjson.encode({ outcome = 'OK', phase = get(rollout, 'phase'), id = get(rollout, 'id') }))
