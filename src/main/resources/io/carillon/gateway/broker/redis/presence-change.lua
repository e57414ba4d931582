-- Clients of one node came to channels of one shard, or left them.
--
-- KEYS  1 the nodes of the shard; the clients of each stand under this name, a colon and the node
-- ARGV  1 node, 2 number of this change, 3 number of the last change the node knows was taken; 0
--       when it begins, and what stands under its name is void, 4 lease in ms, 5 how long what is
--       left behind stays in ms, 6 how many go, then who goes (how the entry begins), then who comes
--       (the length of that beginning, the entry)
--
-- Returns 1; or 0 when Redis has lost what it was told, -1 when the node was taken for gone, -2 when
-- a later change was here before.
local node, number, known = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local clients = KEYS[1] .. ':' .. node
local value = redis.call('HGET', KEYS[1], node) or ''
local taken = tonumber(string.match(value, '^%d+ (%d+)$'))
if known > 0 and string.sub(value, 1, 4) == 'gone' then
  return -1
elseif known > 0 and (not taken or taken < known) then
  return 0
elseif taken and number <= taken then
  return -2
end
if known == 0 then
  redis.call('DEL', clients)
end

local function remove(beginning)
  local old = redis.call('ZRANGEBYLEX', clients, '[' .. beginning, '[' .. beginning .. '\255')
  for i = 1, #old do
    redis.call('ZREM', clients, old[i])
  end
end

local going = tonumber(ARGV[6])
for i = 7, 6 + going do
  remove(ARGV[i])
end
for i = 7 + going, #ARGV, 2 do
  local entry = ARGV[i + 1]
  remove(string.sub(entry, 1, tonumber(ARGV[i])))
  redis.call('ZADD', clients, 0, entry)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], node, string.format('%.0f %.0f', now + tonumber(ARGV[4]), number))
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', clients, ARGV[5])
return 1
