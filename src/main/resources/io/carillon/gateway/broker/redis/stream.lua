-- What Redis knows of a channel is one hash, so that it moves as one and expires as one:
--   e, o, f   epoch, last offset, oldest offset that is kept
--   m         mark of the last publication
--   n, l      how many are kept, and for how many milliseconds
--   r, t, c   the process that last had the stream, until when it waits for what nodes heard, and
--             whether one of them has heard the last publication
--   u         the hash has to live until then
--   p:<offset>          a publication: its mark, then as it is sent
--   b:<node>, bn        the last batch of each publishing node: its number, and what was answered;
--                       and these nodes, the one that came last at the end
--   k:<key>             a publication with an idempotency key: when, its offset, its epoch
--   i:<number>, kf, kt  these keys in the order they came, and which of them are still there
-- Times are milliseconds of this server's clock.

local key = KEYS[1]
local MARK = 8
local KEY_LIFE = 300000
local MOST_KEYS = 10000
local AT_ONCE = 1000
local FEW = 16
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function open(...)
  local v = redis.call('HMGET', key, 'e', 'o', 'f', 'm', 'r', 't', 'u', 'n', 'l', 'c', ...)
  return {
    e = v[1], o = tonumber(v[2]) or 0, f = tonumber(v[3]) or 1, m = v[4] or '', r = v[5] or '',
    t = tonumber(v[6]) or 0, u = tonumber(v[7]) or 0, n = tonumber(v[8]) or 0,
    l = tonumber(v[9]) or 0, c = tonumber(v[10]) or 1, more = v[11],
    nodes = v[12] or ''
  }
end

local function begin(s, epoch, run, size, ttl)
  s.e, s.o, s.f, s.m, s.r, s.t, s.c, s.n, s.l = epoch, 0, 1, '', run, 0, 1, size, ttl
end

local function live(s, millis)
  if now + millis > s.u then
    s.u = now + millis
  end
end

local function save(s, ...)
  if s.e then
    redis.call('HSET', key, 'e', s.e, 'o', s.o, 'f', s.f, 'm', s.m, 'r', s.r, 't', s.t, 'u', s.u,
      'n', s.n, 'l', s.l, 'c', s.c, ...)
  else
    redis.call('HSET', key, 'u', s.u, ...)
  end
  redis.call('PEXPIRE', key, math.max(1, s.u - now))
end

-- A process that did not have the stream before, or not all of it, waits until the nodes have said
-- what they heard, before it gives an offset.
local function settle(s, run, millis)
  if s.r ~= run then
    s.r = run
    s.t = now + millis
    s.c = 0
  end
end

-- Whether somebody heard what the stream does not have.
local function contradicts(s, epoch, offset, mark)
  if epoch ~= s.e or offset == 0 then
    return false
  end
  if offset > s.o then
    return true
  end
  local here = ''
  if offset == s.o then
    here = s.m
  elseif offset >= s.f then
    here = string.sub(redis.call('HGET', key, 'p:' .. offset) or '', 1, MARK)
  end
  return mark ~= '' and here ~= '' and here ~= mark
end

-- Somebody says where the stream stands, as far as he knows.
local function confirm(s, epoch, offset, mark)
  if epoch == s.e and offset == s.o and (offset == 0 or mark == s.m) then
    s.c = 1
  end
end

-- One layout for all: its number, epoch, mark, and how many events follow.
local function head(s, mark, count)
  local epoch = s.e or ''
  return '\1' .. struct.pack('>I4', #epoch) .. epoch .. mark .. struct.pack('>I4', count)
end

-- Begins another epoch at the same place, and makes the nodes look at it.
local function renew(s, epoch, publish, channel)
  s.e = epoch
  s.c = 1
  redis.call('HSET', key, 'e', epoch, 'c', 1)
  redis.call(publish, channel, head(s, string.rep('\0', MARK), 0))
end

local function drop(s, to)
  while s.f <= to do
    local names = {}
    while s.f <= to and #names < AT_ONCE do
      names[#names + 1] = 'p:' .. s.f
      s.f = s.f + 1
    end
    redis.call('HDEL', key, unpack(names))
  end
end

-- Forgets what is too much or too old. The time stands behind mark, type and offset.
local function trim(s)
  drop(s, s.o - s.n)
  local to = s.f - 1
  while to < s.o do
    local oldest = redis.call('HGET', key, 'p:' .. (to + 1))
    if oldest and struct.unpack('>I8', oldest, MARK + 10) > now - s.l then
      break
    end
    to = to + 1
  end
  drop(s, to)
end

-- Publications of a row of offsets, forwards or backwards; no more of them once they have so many
-- bytes.
local function add(answer, from, to, bytes)
  local left = bytes or math.huge
  local most = bytes and FEW or AT_ONCE
  local step = from <= to and 1 or -1
  local offset = from
  while (to - offset) * step >= 0 do
    local names = {}
    while (to - offset) * step >= 0 and #names < most do
      names[#names + 1] = 'p:' .. offset
      offset = offset + step
    end
    for _, publication in ipairs(redis.call('HMGET', key, unpack(names))) do
      if left <= 0 then
        return
      end
      answer[#answer + 1] = publication or nil
      left = left - #(publication or '')
    end
  end
end
