package io.carillon.gateway.broker.embedded;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.BrokerContract;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.testkit.Await;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerTest extends BrokerContract {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong(1_000_000);
  private static final HistoryQuery ALL_THERE_IS = new HistoryQuery(HistoryQuery.ALL, null, false);

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

  @Test
  void keyIsForgottenAfterFiveMinutesAndNotBefore() {
    Channel channel = new Channel("once");
    Retention hour = new Retention(10, Duration.ofHours(1));
    PublishOptions once = new PublishOptions(hour, null, Map.of(), "key");
    await(broker.publish(channel, Payload.json("1"), once));
    pass(Duration.ofMinutes(5).minusMillis(1));
    assertEquals(1, await(broker.publish(channel, Payload.json("1"), once)).offset());

    pass(Duration.ofMillis(1));

    assertEquals(2, await(broker.publish(channel, Payload.json("1"), once)).offset());
  }

  @Test
  void streamRestsForAnotherTimeToLiveSoThatWhoComesBackLearnsThatNothingWasMissed() {
    Channel channel = new Channel("resting");
    Retention minute = new Retention(10, Duration.ofMinutes(1));
    StreamPosition stood =
        await(
            broker.publish(
                channel, Payload.json("1"), new PublishOptions(minute, null, Map.of(), null)));
    pass(Duration.ofSeconds(119));

    assertEquals(
        new History(List.of(), stood), await(broker.history(channel, minute, ALL_THERE_IS)));
  }

  @Test
  void streamThatWasOnlyAskedForIsForgottenToo() {
    Retention second = new Retention(10, Duration.ofSeconds(1));
    for (int i = 0; i < 100; i++) {
      await(broker.history(new Channel("asked" + i), second, HistoryQuery.POSITION));
      await(broker.subscribe(new Channel("left" + i), second));
      await(broker.unsubscribe(new Channel("left" + i)));
    }
    assertEquals(200, broker.streamCount());

    pass(Duration.ofSeconds(10));

    Await.until(() -> broker.streamCount() == 0, () -> broker.streamCount() + " streams");
  }
}
