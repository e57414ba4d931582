-- Asks all nodes that are there.
--
-- KEYS  1 the list
-- ARGV  1 the node that asks, 2 PUBLISH or SPUBLISH, 3 how the channels of nodes begin, 4 the question
--
-- Returns the nodes that were asked, each followed by what is told of it and by how many heard it.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local asked = {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local over, told = string.match(all[i + 1], '^(%d+) (.*)$')
  if all[i] ~= ARGV[1] and tonumber(over) >= now then
    asked[#asked + 1] = all[i]
    asked[#asked + 1] = told
    asked[#asked + 1] = redis.call(ARGV[2], ARGV[3] .. all[i], ARGV[4])
  end
end
return asked
