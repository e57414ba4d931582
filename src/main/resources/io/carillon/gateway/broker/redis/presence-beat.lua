-- A node with clients in a shard is there for another lease, and looks after the others.
--
-- Nobody is given up before everybody had the time of a lease to come back to a Redis that was away,
-- or that goes by another clock since a failover.
--
-- KEYS  1 the nodes of the shard; the clients of each stand under this name, a colon and the node
-- ARGV  1 node, 2 number of the last change it knows was taken, 3 lease in ms, 4 how long what is
--       left behind stays in ms, 5 how many ms without any beat mean that Redis was away
--
-- Returns first 1; or 0 when Redis has lost what it was told, -1 when the node was taken for gone.
-- Then the nodes whose lease is over and whose clients are still to be told of.
local node, known, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local last, since = string.match(redis.call('HGET', KEYS[1], 'watch') or '', '^(%d+) (%d+)$')
if not last or now < tonumber(last) or now - last > tonumber(ARGV[5]) then
  since = now
end
redis.call('HSET', KEYS[1], 'watch', string.format('%.0f %.0f', now, since))
redis.call('PEXPIRE', KEYS[1], ARGV[4])

local reply = {0}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local name, value = all[i], all[i + 1]
  local first, taken = string.match(value, '^(%w+) (%d+)$') -- the end of its lease, or gone
  if name == node then
    if first == 'gone' then
      reply[1] = -1
    elseif tonumber(taken) >= known then
      reply[1] = 1
      redis.call('HSET', KEYS[1], node, string.format('%.0f %s', now + lease, taken))
      redis.call('PEXPIRE', KEYS[1] .. ':' .. node, ARGV[4])
    end
  elseif name ~= 'watch' then
    local over = first ~= 'gone' and tonumber(first)
    if over and over > now + lease then
      redis.call('HSET', KEYS[1], name, string.format('%.0f %s', now + lease, taken))
    elseif over and over < now and now - since > lease then
      redis.call('HSET', KEYS[1], name, string.format('gone %.0f', now))
      first = 'gone'
    elseif first == 'gone' and now - taken > tonumber(ARGV[4]) then
      redis.call('HDEL', KEYS[1], name)
    end
    if first == 'gone' and redis.call('EXISTS', KEYS[1] .. ':' .. name) == 1 then
      reply[#reply + 1] = name
    end
  end
end
return reply
