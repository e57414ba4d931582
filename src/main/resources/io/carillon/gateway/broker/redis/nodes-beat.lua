-- A node is there for another lease. Those whose lease is over are struck off the list.
--
-- KEYS  1 the list
-- ARGV  1 node, 2 what is told of it, 3 lease in ms
--
-- Returns the nodes that are there, each followed by what is told of it.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- First what needs no memory: a Redis that is full takes the rest of a script that has begun to write.
redis.call('PERSIST', KEYS[1])
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %s', now + ARGV[3], ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[3])

local there = {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local over, told = string.match(all[i + 1], '^(%d+) (.*)$')
  if tonumber(over) < now then
    redis.call('HDEL', KEYS[1], all[i])
  else
    there[#there + 1] = all[i]
    there[#there + 1] = told
  end
end
return there
