-- Begins a rollout. ARGV: time, request, then names and values of its fields: id, version,
-- sha256, artifact, maxUnavailable, canary, promotion, minHealthyTime, healthyDeadline,
-- progressDeadline, maxFailures, autoRollback, windows, by.
-- Answers: OK and the id, or REFUSED and why.

local now = clock(ARGV[1])
local known = answered(ARGV[2])
if known then
	return known
end
local phase = get(rollout, 'phase')
if WITHIN[phase] or phase == 'PAUSED' or phase == 'HALTED' then
	return cjson.encode({ outcome = 'REFUSED', reason = 'WRONG_STATE', phase = phase, id = get(rollout, 'id') })
end
if get(group, 'frozen') ~= '' then
	return cjson.encode({ outcome = 'REFUSED', reason = 'FROZEN', message = get(group, 'frozen') })
end
call('DEL', rollout, turns, pending, unstaged, granted)
call('HSET', rollout, unpack(ARGV, 3))
call('HSET', rollout, 'startedAt', text(now), 'failures', 0, 'canaries', 0, 'done', 0, 'back', 'false',
	'total', call('HLEN', states))
for _, instance in ipairs(call('HKEYS', states)) do
	if fact(instance, 'version') ~= get(rollout, 'version') then
		call('SADD', unstaged, instance)
		expect(instance)
	end
end
enter('STAGING', now)
advance(now)
return answer(ARGV[2], cjson.encode({ outcome = 'OK', id = get(rollout, 'id') }))
