package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Opened;
import io.carillon.gateway.testkit.RedisBinary;
import io.carillon.gateway.testkit.RedisServer;
import io.carillon.gateway.testkit.TcpRelay;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What becomes of streams when Redis, or the way to it, does not hold. */
@Execution(ExecutionMode.CONCURRENT)
class RedisLossTest {
  private static final Retention KEPT = new Retention(1_000, Duration.ofMinutes(1));
  private final Channel channel = new Channel("loss:a");
  @RegisterExtension final Opened open = new Opened();
  private RedisServer redis;
  private RedisNode publisher;
  private RedisNode subscriber;

  @Test
  void restartedWithItsDataItGoesOnWithTheSameStream() {
    begin(RedisServer.durable());
    StreamPosition before = publish("1");
    redis.kill();
    redis.restart();

    StreamPosition after = publish("2");

    assertEquals(new StreamPosition(before.epoch(), 2), after);
    awaitHeard("1", "2");
  }

  @Test
  void restartedEmptyItBeginsAnotherEpochAndThoseWhoListenAreTold() {
    begin();
    StreamPosition before = publish("1");
    awaitHeard("1");
    redis.kill();
    redis.restartEmpty();

    StreamPosition after = publish("2");

    assertNotEquals(before.epoch(), after.epoch());
    Await.until(() -> isBroken(after.epoch()), () -> "heard " + subscriber.heard);
    assertEquals(after, publisherTop());
  }

  @Test
  void streamThatWentBackBeginsAnotherEpochBeforeAnythingIsAppended() {
    begin();
    StreamPosition before = publish("1");
    redis.call("SAVE");
    publish("2");
    awaitHeard("1", "2");
    redis.kill();
    redis.restart();

    StreamPosition after = publish("3");

    assertNotEquals(before.epoch(), after.epoch());
    Await.until(() -> isBroken(after.epoch()), () -> "heard " + subscriber.heard);
  }

  @Test
  void publisherAloneSeesThatItsStreamWentBack() {
    begin();
    Channel other = new Channel("loss:unheard");
    StreamPosition before = publisher.publish(other, "1", KEPT);
    redis.call("SAVE");
    publisher.publish(other, "2", KEPT);
    redis.kill();
    redis.restart();

    assertNotEquals(before.epoch(), publisher.publish(other, "3", KEPT).epoch());
  }

  @Test
  void publisherThatStandsAtTheEndDoesNotVouchForWhatOthersPublished() {
    begin();
    Channel other = new Channel("loss:two");
    StreamPosition before = publisher.publish(other, "1", KEPT);
    redis.call("SAVE");
    subscriber.publish(other, "2", KEPT);
    redis.kill();
    redis.restart();

    assertNotEquals(before.epoch(), publisher.publish(other, "3", KEPT).epoch());
  }

  @Test
  void streamOfWhichNobodyKnowsTheEndBeginsAnotherEpochAfterARestart() {
    begin(RedisServer.durable());
    Channel other = new Channel("loss:forgotten");
    StreamPosition before;
    try (RedisNode gone = RedisNode.start(server())) {
      before = gone.publish(other, "1", KEPT);
    }
    redis.kill();
    redis.restart();

    // Who comes now knows only what Redis says itself.
    await(subscriber.broker.subscribe(other, KEPT));
    StreamPosition after = publisher.publish(other, "2", KEPT);

    assertNotEquals(before.epoch(), after.epoch());
    assertEquals(2, after.offset());
  }

  @Test
  void anotherPublicationAtTheSameOffsetBeginsAnotherEpoch() {
    begin();
    StreamPosition before = publish("1");
    awaitHeard("1");
    String key = publisher.link.shards().name(shard(), "s:" + channel.name());
    redis.call("HSET", key, "m", "anothers");
    redis.call("CLIENT", "KILL", "TYPE", "pubsub");

    Await.until(
        () -> subscriber.heard.stream().anyMatch(ChannelEvent.Broken.class::isInstance),
        () -> "heard " + subscriber.heard);
    assertNotEquals(before.epoch(), publish("2").epoch());
  }

  @Test
  void whatWasPublishedWhileTheSubscriptionWasCutIsRepaired() {
    begin();
    publish("1");
    awaitHeard("1");
    List<String> all = new ArrayList<>(List.of("1"));
    for (int i = 2; i <= 300; i++) {
      if (i % 100 == 0) {
        redis.call("CLIENT", "KILL", "TYPE", "pubsub");
      }
      publish(Integer.toString(i));
      all.add(Integer.toString(i));
    }

    awaitHeard(all.toArray(String[]::new));
  }

  @Test
  void frozenRedisTakesEachPublicationOnceWhenItGoesOn() {
    begin();
    publish("0");
    redis.freeze();
    List<Future<StreamPosition>> waiting =
        IntStream.rangeClosed(1, 20)
            .mapToObj(i -> publisher.tryPublish(channel, Integer.toString(i), KEPT))
            .toList();
    Await.until(() -> !publisher.isConnected(), () -> "still connected");
    redis.thaw();
    waiting.forEach(Await::await);

    awaitHeard(IntStream.rangeClosed(0, 20).mapToObj(Integer::toString).toArray(String[]::new));
    assertEquals(21, publisherTop().offset());
  }

  @Test
  void whileItIsAwayPublishersAreRefusedAndMayTryAgain() {
    begin();
    publish("1");
    redis.kill();

    GatewayException refused = assertThrows(GatewayException.class, () -> publish("2"));

    assertEquals(ErrorCode.UNAVAILABLE, refused.code());
    assertTrue(refused.code().retryable());
  }

  @Test
  void nobodyIsToldThatAChannelIsHeardWhileItIsNot() {
    begin();
    await(subscriber.broker.hears(channel));
    redis.kill();
    Await.until(() -> !subscriber.isConnected(), () -> "still connected");

    Future<Void> hears = subscriber.broker.hears(channel);
    assertFalse(subscriber.isConnected() || hears.isComplete());
    redis.restart();

    await(hears);
    publisher.publish(channel, "1", Retention.NONE);
    awaitHeard("1");
  }

  @Test
  void subscriptionThatHangsIsFoundByItsProbe() {
    begin();
    TcpRelay relay = open.add(TcpRelay.before(redis.port()));
    String through = "servers=[127.0.0.1:" + relay.port() + "]";
    RedisNode far = open.add(RedisNode.start(through, "timeout=500ms", "patience=4s"));
    await(far.broker.subscribe(channel, KEPT));
    publish("1");
    relay.strand();
    publish("2");

    Await.until(() -> far.texts().size() == 2, () -> "heard " + far.texts());
  }

  @Test
  void fullRedisIsAnHonestErrorAndNothingIsTaken() {
    begin();
    publish("1");
    redis.call("CONFIG", "SET", "maxmemory", "1");

    GatewayException refused = assertThrows(GatewayException.class, () -> publish("2"));

    assertEquals(ErrorCode.UNAVAILABLE, refused.code());
    redis.call("CONFIG", "SET", "maxmemory", "0");
    assertEquals(2, publish("3").offset());
    awaitHeard("1", "3");
  }

  @Test
  void fullRedisIsReadAndListenedToAllTheSame() {
    for (RedisBinary binary : RedisBinary.values()) {
      begin(binary);
      publish("1");
      redis.call("CONFIG", "SET", "maxmemory", "1");

      await(publisher.broker.subscribe(channel, KEPT));
      assertEquals(1, publisherTop().offset());
    }
  }

  @Test
  void nodeThatPublishesIsKnownHoweverManyCameAfterIt() {
    begin();
    Streams streams = new Streams(publisher.link);
    append(streams, "00", 1);
    IntStream.range(10, 50).forEach(i -> append(streams, Integer.toString(i), 1));
    String taken = append(streams, "00", 2);
    IntStream.range(50, 90).forEach(i -> append(streams, Integer.toString(i), 1));

    assertEquals(taken, append(streams, "00", 2));
  }

  @Test
  void largePublicationsThatWereMissedAreReadInParts() {
    begin();
    String large = '"' + "x".repeat(400_000) + '"';
    publisher.publish(channel, "0", KEPT);
    awaitHeard("0");
    await(subscriber.broker.unsubscribe(channel));
    Streams streams = new Streams(publisher.link);
    for (int i = 0; i < 6; i++) {
      publish(large);
    }
    StreamPosition from = new StreamPosition(publisherTop().epoch(), 1);
    Streams.Stood heard = new Streams.Stood(from, Marks.NONE);

    Streams.Found part =
        await(publisher.link.onLoop(() -> streams.visit(channel, KEPT, heard, false, 500)));

    assertEquals(3, part.history().publications().size());
    assertEquals(7, part.history().top().offset());
  }

  @Test
  void scriptsThatWereFlushedAreLoadedAgain() {
    begin();
    publish("1");
    redis.call("SCRIPT", "FLUSH");

    assertEquals(2, publish("2").offset());
  }

  @Test
  void wrongPasswordIsFoundAtStart() {
    redis = open.add(RedisServer.start("requirepass right"));

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> RedisNode.start(server(), "password=wrong", "patience=20s"));

    assertTrue(refused.getMessage().contains("WRONGPASS"), refused.getMessage());
    open.add(RedisNode.start(server(), "password=right"));
  }

  private String append(Streams streams, String node, long number) {
    Channel other = new Channel("loss:batches");
    List<Object> items = List.of(10, 60_000, "", new byte[] {0});
    return await(
        publisher.link.onLoop(
            () -> streams.append(other, node, number, number, Streams.Stood.NOWHERE, items)));
  }

  private void begin(String... lines) {
    begin(RedisBinary.ANY, lines);
  }

  private void begin(RedisBinary binary, String... lines) {
    redis = open.add(RedisServer.start(binary, lines));
    publisher = open.add(RedisNode.start(server(), "timeout=500ms", "patience=4s"));
    subscriber = open.add(RedisNode.start(server(), "timeout=500ms", "patience=4s"));
    await(subscriber.broker.subscribe(channel, KEPT));
  }

  private String server() {
    return "servers=[127.0.0.1:" + redis.port() + "]";
  }

  private int shard() {
    return publisher.link.shards().of(channel.name());
  }

  private StreamPosition publish(String text) {
    return publisher.publish(channel, text, KEPT);
  }

  private StreamPosition publisherTop() {
    return await(publisher.broker.history(channel, KEPT, HistoryQuery.POSITION)).top();
  }

  private boolean isBroken(String epoch) {
    return subscriber.heard.stream()
        .anyMatch(
            event ->
                event instanceof ChannelEvent.Broken broken && broken.from().epoch().equals(epoch));
  }

  private void awaitHeard(String... texts) {
    List<String> all = List.of(texts);
    Await.until(() -> subscriber.texts().size() >= all.size(), () -> "heard " + subscriber.texts());
    assertEquals(all, subscriber.texts());
  }
}
