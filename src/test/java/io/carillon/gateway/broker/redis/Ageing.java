package io.carillon.gateway.broker.redis;

import io.carillon.gateway.testkit.RedisServer;
import java.time.Duration;

/** Makes everything in a Redis older than it is. */
final class Ageing {
  private static final String SCRIPT =
      """
      for _, key in ipairs(redis.call('KEYS', '*:s:*')) do
        local life = redis.call('PTTL', key) - ARGV[1]
        if life <= 0 then
          redis.call('DEL', key)
        else
          local fields = redis.call('HGETALL', key)
          for i = 1, #fields, 2 do
            local name, value = fields[i], fields[i + 1]
            if string.sub(name, 1, 2) == 'p:' then
              local time = struct.unpack('>I8', value, 18)
              redis.call('HSET', key, name,
                string.sub(value, 1, 17) .. struct.pack('>I8', time - ARGV[1]) .. string.sub(value, 26))
            elseif name == 'u' then
              redis.call('HSET', key, 'u', value - ARGV[1])
            end
          end
          redis.call('PEXPIRE', key, life)
        end
      end
      """;

  private Ageing() {}

  static void pass(RedisServer server, Duration time) {
    server.call("EVAL", SCRIPT, "0", Long.toString(time.toMillis()));
  }
}
