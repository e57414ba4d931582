-- A node with clients in a shard is there for another lease, and looks after the others.
--
-- Nobody is given up before everybody had the time of a lease to come back to a Redis that was away,
-- or that goes by another clock since a failover.
--
-- ARGV  1 node, 2 number of the last change it knows was taken, 3 lease in ms, 4 how long what is
--       left behind stays in ms, 5 how many ms without any heartbeat mean that Redis was away
--
-- Returns first 1; or 0 when Redis has lost what it was told, -1 when the node was taken for gone.
-- Then the nodes whose lease is over and whose clients are still to be told of.
local own, known, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

-- First what needs no memory: a full Redis takes the rest of a script that has begun to write.
redis.call('PEXPIRE', KEYS[1], ARGV[4])

local watch = beginningWith('w')[1]
local last, since = string.match(watch or '', '^w(%d+) (%d+)$')
if not last or now < tonumber(last) or now - last > tonumber(ARGV[5]) then
  since = now
end
replace(watch, string.format('w%.0f %.0f', now, since))

-- Returns whether the clients of another node are to be told of.
local function isToTell(member, node, ends, number)
  if ends ~= 'gone' then
    if tonumber(ends) > now + lease then
      replace(member, string.format('n%s %.0f %s', node, now + lease, number))
    end
    if tonumber(ends) >= now or now - since <= lease then
      return false
    end
    replace(member, string.format('n%s gone %.0f', node, now))
  elseif now - number > tonumber(ARGV[4]) then
    redis.call('ZREM', KEYS[1], member)
  end
  return redis.call('ZLEXCOUNT', KEYS[1], '[c' .. node, '[c' .. node .. '\255') > 0
end

local reply = {0}
for _, member in ipairs(beginningWith('n')) do
  local node, ends, number = parse(member)
  if node ~= own then
    if isToTell(member, node, ends, number) then
      reply[#reply + 1] = node
    end
  elseif ends == 'gone' then
    reply[1] = -1
  elseif tonumber(number) >= known then
    reply[1] = 1
    replace(member, string.format('n%s %.0f %s', own, now + lease, number))
  end
end
return reply
