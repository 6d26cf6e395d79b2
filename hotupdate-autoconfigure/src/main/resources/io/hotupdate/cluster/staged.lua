-- An instance has the release, verified, or cannot have it. ARGV: time, instance,
-- rollout, reason (empty: it has it).
-- Answers: OK or STALE.

local now = clock(ARGV[1])
if get(rollout, 'id') ~= ARGV[3] then
	return 'STALE'
end
if ARGV[4] == '' then
	if call('SREM', unstaged, ARGV[2]) == 1 then
		call('HSET', rollout, 'progressAt', text(now))
	end
elseif get(rollout, 'phase') == 'STAGING' or get(rollout, 'phase') == 'PAUSED' then
	setTurn(ARGV[2], { phase = 'FAILED', reason = ARGV[4], rollout = ARGV[3] })
	halt(now, ARGV[2] .. ': ' .. ARGV[4])
else
	setTurn(ARGV[2], { phase = 'FAILED', reason = ARGV[4], rollout = ARGV[3] })
	call('ZREM', pending, member(ARGV[2]))
end
advance(now)
return 'OK'
