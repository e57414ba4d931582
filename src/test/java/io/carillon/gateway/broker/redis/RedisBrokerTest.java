package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.BrokerContract;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every broker promises, by one of two nodes. */
class RedisBrokerTest extends BrokerContract {
  private static RedisServer redis;
  private static RedisNode other;
  private static RedisNode node;

  @BeforeAll
  static void begin() {
    redis = RedisServer.start();
    node = RedisNode.start("servers=[127.0.0.1:" + redis.port() + "]");
    other = RedisNode.start("servers=[127.0.0.1:" + redis.port() + "]");
  }

  @AfterAll
  static void end() {
    node.close();
    other.close();
    redis.close();
  }

  @Override
  protected Broker open() {
    return new RedisBroker(node.link, Duration.ofSeconds(5));
  }

  @Override
  protected void pass(Duration time) {
    Ageing.pass(redis, time);
  }

  @Test
  void whatOneNodePublishesTheOtherHears() {
    Channel channel = new Channel("two:nodes");
    await(other.broker.subscribe(channel, TEN));
    node.publish(channel, "1", TEN);
    node.publish(channel, "2", TEN);
    Await.until(() -> other.texts(channel).size() == 2, () -> "heard " + other.heard);

    assertEquals(List.of("1", "2"), other.texts(channel));
  }

  @Test
  void nodeThatKeepsNothingHearsWhatOthersKeep() {
    Channel channel = new Channel("two:policies");
    await(other.broker.subscribe(channel, Retention.NONE));
    node.publish(channel, "1", TEN);

    Await.until(() -> other.texts(channel).equals(List.of("1")), () -> "heard " + other.heard);
  }
}
