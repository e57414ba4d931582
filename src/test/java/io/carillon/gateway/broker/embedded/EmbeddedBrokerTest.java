package io.carillon.gateway.broker.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.BrokerContract;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.testkit.Await;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerTest extends BrokerContract {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong(1_000_000);
  private EmbeddedBroker broker;

  @Override
  protected Broker open() {
    broker = new EmbeddedBroker(vertx, () -> Instant.ofEpochMilli(now.get()));
    return broker;
  }

  @Override
  protected void pass(Duration time) {
    now.addAndGet(time.toMillis());
  }

  @AfterEach
  void closeVertx() {
    await(vertx.close());
  }

  @Test
  void idleChannelsCostNothingAfterTheirHistoryHasExpired() {
    Retention minute = new Retention(10, Duration.ofMinutes(1));
    for (int i = 0; i < 10_000; i++) {
      broker.publish(
          new Channel("idle" + i),
          Payload.json("1"),
          new PublishOptions(minute, null, Map.of(), i % 100 == 0 ? "key" : null));
    }
    assertEquals(10_000, broker.streamCount());

    now.addAndGet(Duration.ofMinutes(10).toMillis());

    Await.until(() -> broker.streamCount() == 0, () -> broker.streamCount() + " streams");
  }

  @Test
  void streamWithListenersLivesOnWhenItIsEmpty() {
    Channel channel = new Channel("heard");
    Retention second = new Retention(10, Duration.ofSeconds(1));
    await(broker.subscribe(channel, second));
    String epoch =
        await(
                broker.publish(
                    channel, Payload.json("1"), new PublishOptions(second, null, Map.of(), null)))
            .epoch();
    for (int i = 0; i < 100; i++) {
      broker.publish(
          new Channel("marker" + i),
          Payload.json("1"),
          new PublishOptions(second, null, Map.of(), null));
    }
    now.addAndGet(Duration.ofHours(1).toMillis());
    Await.until(() -> broker.streamCount() == 1, () -> broker.streamCount() + " streams");

    assertEquals(
        epoch,
        await(
                broker.publish(
                    channel, Payload.json("1"), new PublishOptions(second, null, Map.of(), null)))
            .epoch());
  }
}
