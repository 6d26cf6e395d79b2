-- An instance ends on request: it is no member any more. One that has its turn keeps it.
-- ARGV: time, instance, nonce.

local now = clock(ARGV[1])
local instance = ARGV[2]
if fact(instance, 'nonce') ~= ARGV[3] then
	return 'STALE'
end
if call('HEXISTS', granted, instance) == 1 then
	call('HSET', away, instance, 'OFFLINE_TEMP')
	call('SADD', unavailable, instance)
	changed('away', instance)
	return 'KEPT'
end
drop(instance)
changed('left', instance)
advance(now)
return 'OK'
