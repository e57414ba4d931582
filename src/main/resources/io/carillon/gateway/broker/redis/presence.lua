-- What the scripts of presence share. All of a shard is one sorted set, KEYS[1], whose members have
-- the score 0, so that they are sorted by their bytes:
--
--   n<node> <end of its lease> <number of the last change taken>
--   n<node> gone <when it was given up>
--   c<node><entry>, a client of that node in a channel, see PresenceEntry
--   w<last heartbeat of anybody> <since when there has been one after the other>
--
-- Being one key it moves whole when a cluster moves its slot. Times are in ms.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function beginningWith(text)
  return redis.call('ZRANGEBYLEX', KEYS[1], '[' .. text, '[' .. text .. '\255')
end

local function replace(old, new)
  if old then
    redis.call('ZREM', KEYS[1], old)
  end
  redis.call('ZADD', KEYS[1], 0, new)
end

-- Nothing; or the node, the end of its lease or "gone", and the number, all of them texts.
local function parse(member)
  return string.match(member or '', '^n(%w+) (%w+) (%d+)$')
end
