-- Who is in a channel, by all nodes whose lease is not over.
--
-- KEYS  1 the nodes of the shard; the clients of each stand under this name, a colon and the node
-- ARGV  1 how the entries of the channel begin, 2 count: only how many
--
-- Returns the entries, or how many clients and how many users.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local from, to = '[' .. ARGV[1], '[' .. ARGV[1] .. '\255'
local found = {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local over = string.match(all[i + 1], '^(%d+) ')
  if all[i] ~= 'watch' and over and tonumber(over) > now then
    local entries = redis.call('ZRANGEBYLEX', KEYS[1] .. ':' .. all[i], from, to)
    for k = 1, #entries do
      found[#found + 1] = entries[k]
    end
  end
end
if ARGV[2] ~= 'count' then
  return found
end

local users, distinct = {}, 0
for k = 1, #found do
  -- After the channel: the client, then the user, each with its length in six digits before it.
  local at = #ARGV[1] + 1
  at = at + 6 + tonumber(string.sub(found[k], at, at + 5), 16)
  local user = string.sub(found[k], at + 6, at + 5 + tonumber(string.sub(found[k], at, at + 5), 16))
  if not users[user] then
    users[user] = true
    distinct = distinct + 1
  end
end
return {#found, distinct}
