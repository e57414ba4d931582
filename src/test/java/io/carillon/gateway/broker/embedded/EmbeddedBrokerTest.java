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
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    EmbeddedBroker broker = unheard();
    HeldChannels channels = new HeldChannels();
    Retention minute = new Retention(10, Duration.ofMinutes(1));
    for (int i = 0; i < 10_000; i++) {
      broker.publish(
          channels.next(),
          Payload.json("1"),
          new PublishOptions(minute, null, Map.of(), i % 100 == 0 ? "key" : null));
    }
    assertEquals(10_000, channels.held());

    pass(Duration.ofMinutes(10));

    channels.awaitLetGo();
  }

  @Test
  void streamWithListenersLivesOnWhenItIsEmpty() {
    EmbeddedBroker broker = unheard();
    HeldChannels others = new HeldChannels();
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
          others.next(), Payload.json("1"), new PublishOptions(second, null, Map.of(), null));
    }
    pass(Duration.ofHours(1));
    others.awaitLetGo();

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
    EmbeddedBroker broker = unheard();
    HeldChannels channels = new HeldChannels();
    Retention second = new Retention(10, Duration.ofSeconds(1));
    for (int i = 0; i < 100; i++) {
      await(broker.history(channels.next(), second, HistoryQuery.POSITION));
      Channel left = channels.next();
      await(broker.subscribe(left, second));
      await(broker.unsubscribe(left));
    }
    assertEquals(200, channels.held());

    pass(Duration.ofSeconds(10));

    channels.awaitLetGo();
  }

  // Its listener keeps nothing of what it hears: what is held is held by the broker.
  private EmbeddedBroker unheard() {
    EmbeddedBroker broker = new EmbeddedBroker(vertx, () -> Instant.ofEpochMilli(now.get()));
    await(broker.start(event -> {}));
    return broker;
  }

  /** Channels that nobody holds but the broker that was given them. For one thread. */
  private static final class HeldChannels {
    private final List<WeakReference<Channel>> all = new ArrayList<>();

    Channel next() {
      Channel channel = new Channel("held" + all.size());
      all.add(new WeakReference<>(channel));
      return channel;
    }

    int held() {
      System.gc();
      return (int) all.stream().filter(one -> one.get() != null).count();
    }

    void awaitLetGo() {
      Await.until(() -> held() == 0, () -> held() + " channels are held");
    }
  }
}
