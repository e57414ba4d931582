-- Takes clients of a node that is gone out of a shard, so that each is told of once.
--
-- KEYS  1 the nodes of the shard; the clients of each stand under this name, a colon and the node
-- ARGV  1 that node, 2 how many at most
--
-- Returns their entries; none when the node is back.
if string.sub(redis.call('HGET', KEYS[1], ARGV[1]) or 'gone', 1, 4) ~= 'gone' then
  return {}
end
local popped = redis.call('ZPOPMIN', KEYS[1] .. ':' .. ARGV[1], ARGV[2])
local entries = {}
for i = 1, #popped, 2 do
  entries[#entries + 1] = popped[i]
end
return entries
