-- Takes clients of a node that is gone out of a shard, so that each is told of once.
--
-- ARGV  1 that node, 2 how many at most
--
-- Returns their entries; none when the node is back.
local node = ARGV[1]
local _, ends = parse(beginningWith('n' .. node .. ' ')[1])
if ends and ends ~= 'gone' then
  return {}
end
local from, to = '[c' .. node, '[c' .. node .. '\255'
local entries = {}
for _, member in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], from, to, 'LIMIT', 0, ARGV[2])) do
  redis.call('ZREM', KEYS[1], member)
  entries[#entries + 1] = string.sub(member, 2 + #node)
end
return entries
