-- Reads a part of a stream; begins it when it has not begun.
-- run, epoch should it begin, size and ttl, how many at most (-1 for all), since (epoch, offset; no
-- epoch and -1 for everything), whether newest first.
-- Answers as a visit does.

local limit, since = tonumber(ARGV[5]), tonumber(ARGV[7])

-- First what needs no memory: a Redis that is full takes the rest of a script that has begun to write.
redis.call('HDEL', key, '-')
local s = open()
if not s.e then
  begin(s, ARGV[2], ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4]))
end
trim(s)
live(s, 2 * s.l + 1)
save(s)

local from, to = s.f, s.o
if since >= 0 and (ARGV[6] == '' or ARGV[6] == s.e) then
  if ARGV[8] == '1' then
    to = math.min(to, since - 1)
  else
    from = math.max(from, since + 1)
  end
end
if limit >= 0 and ARGV[8] == '1' then
  from = math.max(from, to - limit + 1)
elseif limit >= 0 then
  to = math.min(to, from + limit - 1)
end

local answer = {s.e, s.o, s.m, 0}
if from <= to then
  if ARGV[8] == '1' then
    add(answer, to, from)
  else
    add(answer, from, to)
  end
end
return answer
