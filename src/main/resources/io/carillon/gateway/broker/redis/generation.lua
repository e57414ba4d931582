-- Which generation of the protocol all that is kept here is of: that of whoever came first.
--
-- KEYS  1 where it stands
-- ARGV  1 the one that the node speaks, 2 milliseconds for which it stands
local found = redis.call('GET', KEYS[1])
if found and found ~= ARGV[1] then
  return found
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
