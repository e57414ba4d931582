package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RedisTls;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisTlsTest {
  private static final Channel CHANNEL = new Channel("news:tls");
  private static RedisTls redis;
  private static RedisTls other;

  @BeforeAll
  static void start() {
    redis = RedisTls.start("requirepass secret");
    other = RedisTls.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
    other.close();
  }

  @Test
  void publicationsAreHeardOverConnectionsThatAreEncryptedAndVerified() {
    try (RedisNode node = open("tls.ca=" + redis.certificate(), "patience=5s")) {
      await(node.broker.subscribe(CHANNEL, Retention.NONE));
      node.publish(CHANNEL, "1", Retention.NONE);

      Await.until(() -> node.texts().equals(List.of("1")), () -> "heard " + node.texts());
    }
  }

  @Test
  void certificateOfSomebodyElseIsRefusedAndSaidToBe() {
    assertRefused("tls.ca=" + other.certificate());
  }

  @Test
  void certificateThatNobodyVouchesForIsRefusedUnlessNothingIsVerified() {
    assertRefused("tls.enabled=true");
    open("tls.verify=false", "patience=5s").close();
  }

  private static void assertRefused(String setting) {
    RuntimeException refused =
        assertThrows(RuntimeException.class, () -> open(setting, "patience=2s").close());

    String reason = refused.getMessage();
    assertTrue(reason.contains("localhost:" + redis.server().port()), reason);
    assertTrue(reason.contains("certif") || reason.contains("SSL"), reason);
    assertEquals(-1, reason.indexOf("secret"), reason);
  }

  private static RedisNode open(String setting, String patience) {
    String server = "servers=[localhost:" + redis.server().port() + "]";
    return RedisNode.start(server, "password=secret", "tls.enabled=true", setting, patience);
  }
}
