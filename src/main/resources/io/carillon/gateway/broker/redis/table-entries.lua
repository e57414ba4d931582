-- All entries of a table: a list, whichever protocol is spoken.
--
-- KEYS  1 the table
--
-- Returns keys, each followed by its value.
return redis.call('HGETALL', KEYS[1])
