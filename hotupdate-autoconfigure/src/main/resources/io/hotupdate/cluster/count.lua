-- Figures for metrics, counted once in a while for all who ask. ARGV: time, for how long
-- they are good (microseconds).
-- Answers JSON: members (state, version, count), turns (phase: count), phase, back, total,
-- pending.

local now = clock(ARGV[1])
local at = number(group, 'countedAt')
if now >= at and now < at + tonumber(ARGV[2]) then
	return get(group, 'counted')
end

local absent, unready = {}, {}
local all = call('HGETALL', away)
for i = 1, #all, 2 do
	absent[all[i]] = (all[i + 1] == 'LOST') and 'lost' or 'offline'
end
for _, instance in ipairs(call('SMEMBERS', unavailable)) do
	unready[instance] = true
end

local counts, members = {}, {}
for _, instance in ipairs(call('HKEYS', states)) do
	local state = absent[instance] or (unready[instance] and 'unready') or 'ready'
	local key = state .. ' ' .. fact(instance, 'version')
	counts[key] = (counts[key] or 0) + 1
end
for key, count in pairs(counts) do
	local state, version = string.match(key, '^(%a+) (.*)$')
	members[#members + 1] = { state = state, version = version, count = count }
end

local turned = {}
for _, value in ipairs(call('HVALS', turns)) do
	local phase = string.match(value, '"phase":"(%u+)"')
	if phase then
		turned[phase] = (turned[phase] or 0) + 1
	end
end

local counted = cjson.encode({ members = members, turns = turned, phase = get(rollout, 'phase'),
	back = get(rollout, 'back') == 'true', total = number(rollout, 'total'), pending = call('ZCARD', pending) })
call('HSET', group, 'counted', counted, 'countedAt', text(now))
return counted
