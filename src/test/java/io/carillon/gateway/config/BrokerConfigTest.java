package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerConfigTest {
  @Test
  void nothingHasToBeInstalledUnlessItIsSaid() {
    assertEquals(BrokerConfig.Type.EMBEDDED, load().type());
  }

  @Test
  void serverWithoutAPortHasTheUsualOne() {
    assertEquals(
        List.of("redis-1:6379", "redis-2:7000", "[::1]:6379"),
        load("broker.redis.mode=cluster", "broker.redis.servers=[redis-1, 'redis-2:7000', '::1']")
            .redis()
            .servers());
  }

  @Test
  void passwordsAreNotShown() {
    BrokerConfig broker =
        load("broker.redis.password=s3cret", "broker.redis.sentinel.password=s3cret2");

    assertTrue(broker.redis().login().password().orElseThrow().matches("s3cret"));
    assertTrue(broker.redis().sentinelLogin().password().orElseThrow().matches("s3cret2"));
    assertFalse(broker.toString().contains("s3cret"), broker.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          broker.type=kafka                                         | broker.type: found 'kafka'
          broker.redis.mode=mirrored                                | broker.redis.mode: found 'mirrored'
          broker.redis.servers=[a b]                                | broker.redis.servers.0: found 'a b'
          broker.redis.servers=[]                                   | broker.redis.servers: found
          broker.redis.servers=[a, b]                               | broker.redis.servers: found
          broker.redis.mode=cluster;broker.redis.database=1         | broker.redis.database: found '1'
          broker.redis.sentinel.primary=two words                   | broker.redis.sentinel.primary: found 'two words'
          broker.redis.prefix={x}                                   | broker.redis.prefix: found '{x}'
          broker.redis.shards=0                                     | broker.redis.shards: found '0'
          broker.redis.timeout=1ms                                  | broker.redis.timeout: found '1ms'
          broker.redis.timeout=10s                                  | broker.redis.patience: found 5s (default)
          broker.redis.tls.ca=some.pem                              | broker.redis.tls.ca: found 'some.pem'
          broker.redis.tls.ca=pom.xml                               | broker.redis.tls.ca: found 'pom.xml'
          broker.redis.tls.verify=false                             | broker.redis.tls.enabled: found false (default)
          broker.redis.username=me                                  | broker.redis.password: found nothing
          broker.redis.sentinel.username=me                         | broker.redis.sentinel.password: found nothing
          broker.redis.database=65536                               | broker.redis.database: found '65536'
          broker.redis.tls.verify=perhaps                           | broker.redis.tls.verify: found 'perhaps'
          """)
  void mistakeIsNamedByPathAndValue(String settings, String start) {
    List<Complaint> complaints =
        assertThrows(ConfigException.class, () -> load(settings.split(";"))).complaints();

    assertEquals(1, complaints.size(), complaints.toString());
    assertTrue(complaints.get(0).toString().startsWith(start), complaints.toString());
  }

  private static BrokerConfig load(String... settings) {
    return ConfigLoader.load(Optional.empty(), List.of(settings), Map.of()).broker();
  }
}
