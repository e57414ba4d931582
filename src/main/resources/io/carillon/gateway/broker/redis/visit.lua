-- A node listens, and says how far it has heard: is answered what it missed.
-- run, settling, epoch should one begin, what the node heard (epoch, offset, mark), how many to
-- answer at most, command and channel to publish with, size and ttl of the stream should it begin,
-- for how long it lives on because somebody listens, whether the node heard it before this process
-- had the stream.
-- Answers epoch, last offset, its mark, whether it should come again at once and say that it has
-- heard all, and the publications.

local MOST_BYTES = 1048576
local heard, limit, lease = tonumber(ARGV[5]), tonumber(ARGV[7]), tonumber(ARGV[12])

-- First what needs no memory: a Redis that is full takes the rest of a script that has begun to write.
redis.call('HDEL', key, '-')
local s = open()
if not s.e then
  begin(s, ARGV[3], ARGV[1], tonumber(ARGV[10]), tonumber(ARGV[11]))
end
settle(s, ARGV[1], tonumber(ARGV[2]))
if contradicts(s, ARGV[4], heard, ARGV[6]) then
  renew(s, ARGV[3], ARGV[8], ARGV[9])
end
if ARGV[13] == '1' then
  confirm(s, ARGV[4], heard, ARGV[6])
end
trim(s)
live(s, 2 * s.l + 1)
live(s, lease)
save(s)

local answer = {s.e, s.o, s.m, s.c == 0 and now < s.t and 1 or 0}
local from = math.max(heard + 1, s.f)
local to = math.min(from + limit - 1, s.o)
if ARGV[4] == s.e and from <= to then
  add(answer, from, to, MOST_BYTES)
end
return answer
