-- Clients of one node came to channels of one shard, or left them.
--
-- ARGV  1 node, 2 number of this change, 3 number of the last change the node knows was taken; 0
--       when it begins, and what stands under its name is void, 4 lease in ms, 5 how long what is
--       left behind stays in ms, 6 how many go, then who goes (how the entry begins), then who comes
--       (the length of that beginning, the entry)
--
-- Returns 1; or 0 when Redis has lost what it was told, -1 when the node was taken for gone, -2 when
-- a later change was here before.
local node, number, known = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local standing = beginningWith('n' .. node .. ' ')[1]
local _, lease, last = parse(standing)
local taken = lease and lease ~= 'gone' and tonumber(last)
if known > 0 and lease == 'gone' then
  return -1
elseif known > 0 and (not taken or taken < known) then
  return 0
elseif taken and number < taken then
  return -2
elseif taken == number then
  return 1 -- the answer was lost, and so it is asked again
end
if known == 0 then
  redis.call('ZREMRANGEBYLEX', KEYS[1], '[c' .. node, '[c' .. node .. '\255')
end

local function remove(beginning)
  local old = beginningWith('c' .. node .. beginning)
  for i = 1, #old do
    redis.call('ZREM', KEYS[1], old[i])
  end
end

local going = tonumber(ARGV[6])
for i = 7, 6 + going do
  remove(ARGV[i])
end
for i = 7 + going, #ARGV, 2 do
  local entry = ARGV[i + 1]
  remove(string.sub(entry, 1, tonumber(ARGV[i])))
  redis.call('ZADD', KEYS[1], 0, 'c' .. node .. entry)
end
replace(standing, string.format('n%s %.0f %.0f', node, now + tonumber(ARGV[4]), number))
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
