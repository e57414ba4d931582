-- Takes a batch of one node, each publication once however often the batch comes, and sends it.
-- run, settling, node, number of the batch, mark, epoch should one begin, what the node last had
-- acknowledged (epoch, offset, mark), command and channel to publish with; then for each event:
-- size (-1 for what only passes by), ttl, idempotency key, bytes.
-- Answers the milliseconds to wait, or a text: epoch, first offset, and index, offset and epoch of
-- each publication that had been there before.

local run, settling, node, number = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local mark, epoch, publish, channel = ARGV[5], ARGV[6], ARGV[10], ARGV[11]
local FIRST = 12
local MOST_NODES = 64

local s = open('b:' .. node, 'bn')
if s.more then
  local blank = string.find(s.more, ' ', 1, true)
  local last = tonumber(string.sub(s.more, 1, blank - 1))
  if number == last then
    return string.sub(s.more, blank + 1)
  elseif number < last then
    return redis.error_reply('STALE a later batch was taken')
  end
end

if s.e then
  local settled = s.t
  settle(s, run, settling)
  if contradicts(s, ARGV[7], tonumber(ARGV[8]), ARGV[9]) then
    renew(s, epoch, publish, channel)
  end
  -- That it goes on where this node ended proves nothing: another may have published since.
  if now < s.t then
    if s.t ~= settled then
      live(s, 2 * s.l + 1 + settling)
      save(s)
    end
    return s.t - now
  end
  if s.c == 0 then
    -- Nobody who is here knows whether this is all there was: whoever was and comes back is told.
    renew(s, epoch, publish, channel)
  end
end

local first = s.o + 1
local repeats = ''
local events = {}
local fields = {}
local keys = 0

local function known(name)
  local found = redis.call('HGET', key, 'k:' .. name)
  if found then
    local at, rest = string.match(found, '^(%d+) (.*)$')
    return now - tonumber(at) < KEY_LIFE and rest
  end
end

local function remember(name, offset)
  local top = redis.call('HINCRBY', key, 'kt', 1)
  local at = s.e and offset > 0 and s.e or '-'
  redis.call('HSET', key, 'k:' .. name, now .. ' ' .. offset .. ' ' .. at, 'i:' .. top, name)
  local oldest = tonumber(redis.call('HGET', key, 'kf') or '1')
  local done = 0
  while oldest < top and done < AT_ONCE do
    local old = redis.call('HGET', key, 'i:' .. oldest)
    local found = old and redis.call('HGET', key, 'k:' .. old)
    local since = found and tonumber(string.match(found, '^%d+'))
    if since and now - since < KEY_LIFE and top - oldest < MOST_KEYS then
      break
    end
    redis.call('HDEL', key, 'i:' .. oldest)
    -- A key that came again after its time has a later place as well.
    if old and old ~= name and (not since or now - since >= KEY_LIFE or top - oldest >= MOST_KEYS) then
      redis.call('HDEL', key, 'k:' .. old)
    end
    oldest = oldest + 1
    done = done + 1
  end
  redis.call('HSET', key, 'kf', oldest)
  keys = keys + 1
end

for i = FIRST, #ARGV, 4 do
  local size, ttl, name, bytes = tonumber(ARGV[i]), tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3]
  local before = name ~= '' and known(name)
  if before then
    repeats = repeats .. ' ' .. ((i - FIRST) / 4) .. ' ' .. before
  else
    local event = bytes
    if size >= 0 then
      local offset = 0
      if size > 0 then
        if not s.e then
          begin(s, epoch, run, size, ttl)
        end
        s.o, s.m, s.n, s.l = s.o + 1, mark, size, ttl
        offset = s.o
      end
      event = '\1' .. struct.pack('>I8I8', offset, now) .. bytes
      if offset > 0 then
        fields[#fields + 1] = 'p:' .. offset
        fields[#fields + 1] = mark .. event
      end
      if name ~= '' then
        remember(name, offset)
      end
    end
    events[#events + 1] = struct.pack('>I4', #event) .. event
  end
end

local answer = (s.e or '-') .. ' ' .. first .. repeats
fields[#fields + 1] = 'b:' .. node
fields[#fields + 1] = number .. ' ' .. answer
local each = #node + 1
if string.sub(s.nodes, -each) ~= node .. ' ' then
  local nodes = s.nodes
  local at = string.find(nodes, node .. ' ', 1, true)
  if at then
    nodes = string.sub(nodes, 1, at - 1) .. string.sub(nodes, at + each)
  end
  nodes = nodes .. node .. ' '
  if #nodes > MOST_NODES * each then
    redis.call('HDEL', key, 'b:' .. string.sub(nodes, 1, #node))
    nodes = string.sub(nodes, each + 1)
  end
  fields[#fields + 1] = 'bn'
  fields[#fields + 1] = nodes
end
live(s, 2 * s.l + 1)
if keys > 0 then
  live(s, KEY_LIFE)
end
if not s.e and s.u < now + 60000 then
  live(s, 60000) -- for as long as the batch may come again
end
redis.call('HSET', key, unpack(fields))
if s.e then
  trim(s)
end
save(s)
if #events > 0 then
  redis.call(publish, channel, head(s, mark, #events) .. table.concat(events))
end
return answer
