-- Who is in a channel, by all nodes whose lease is not over.
--
-- ARGV  1 how the entries of the channel begin, 2 count: only how many
--
-- Returns the entries, or how many clients and how many users.
local found = {}
for _, standing in ipairs(beginningWith('n')) do
  local node, ends = parse(standing)
  if ends ~= 'gone' and tonumber(ends) > now then
    for _, member in ipairs(beginningWith('c' .. node .. ARGV[1])) do
      found[#found + 1] = string.sub(member, 2 + #node)
    end
  end
end
if ARGV[2] ~= 'count' then
  return found
end

local users, distinct = {}, 0
for _, entry in ipairs(found) do
  -- After the channel: the client, then the user, each with its length in six digits before it.
  local at = #ARGV[1] + 1
  at = at + 6 + tonumber(string.sub(entry, at, at + 5), 16)
  local user = string.sub(entry, at + 6, at + 5 + tonumber(string.sub(entry, at, at + 5), 16))
  if not users[user] then
    users[user] = true
    distinct = distinct + 1
  end
end
return {#found, distinct}
