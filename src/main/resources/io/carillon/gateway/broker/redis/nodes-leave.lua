-- A node goes, and nobody has to wait for the end of its lease.
--
-- KEYS  1 the list
-- ARGV  1 node
return redis.call('HDEL', KEYS[1], ARGV[1])
