package io.carillon.gateway.pubsub;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.embedded.EmbeddedBroker;
import io.carillon.gateway.broker.embedded.EmbeddedPresence;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.Subscriber;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.ControlledBroker;
import io.carillon.gateway.trace.Tracer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hub and broker together, without a session. */
class PubSubTest {
  private static final Channel KEPT = new Channel("kept:a");
  private static final Channel PLAIN = new Channel("plain");
  private static final Channel UNKNOWN = new Channel("nowhere:a");
  private static final PublishRequest BACKEND = PublishRequest.of(null);
  private static final ClientInfo CLIENT = new ClientInfo("c", "u", null, null);

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Vertx vertx = Vertx.vertx();
  private final Policies policies =
      new Policies(
          ConfigLoader.load(
              Optional.empty(),
              List.of(
                  "namespaces.kept={history: {size: 100000, ttl: 10m}}",
                  "namespaces.room={presence: true, joinLeave: true}"),
              Map.of()));
  private final ControlledBroker broker =
      new ControlledBroker(new EmbeddedBroker(vertx, InstantSource.system()));
  private final NodeInterest interest = new NodeInterest(broker, policies);
  private final Hub hub = new Hub(interest);
  private final PubSub pubSub =
      new PubSub(
          hub,
          broker,
          new EmbeddedPresence(),
          interest,
          policies,
          new Recovery(20_000, 1 << 20),
          1 << 20,
          PubSubMetrics.NONE,
          new Tracer());
  private final HubShard left = hub.open(loops.next());
  private final HubShard right = hub.open(loops.next());

  @BeforeEach
  void start() {
    await(broker.start(hub::deliver));
  }

  @AfterEach
  void stop() throws Exception {
    await(broker.close());
    await(vertx.close());
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
  }

  @Test
  void whoSubscribesWhileOthersPublishHearsEachPublicationAfterItsPositionOnce() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    List<Thread> writers = startWriters(enough);
    for (int visit = 0; visit < 100; visit++) {
      HubShard shard = visit % 2 == 0 ? left : right;
      Ear ear = new Ear();
      Subscribed begun = await(subscribe(shard, KEPT, ear, null));
      long top = begun.top().offset();
      Await.until(() -> ear.last() >= top + 20, () -> "heard up to " + ear.last());
      on(shard, () -> unsubscribe(shard, ear));

      List<Long> after = ear.offsets.stream().filter(offset -> offset > top).toList();
      assertFalse(begun.recovered() || begun.wasRecovering());
      assertEquals(LongStream.rangeClosed(top + 1, top + after.size()).boxed().toList(), after);
    }
    enough.set(true);
    for (Thread writer : writers) {
      writer.join();
    }
  }

  @Test
  void whoComesBackWhileOthersPublishMissesNothingAndHearsNothingTwice() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    StreamPosition stood = await(pubSub.publish(KEPT, Payload.json("0"), BACKEND));
    List<Thread> writers = startWriters(enough);
    List<Long> all = new ArrayList<>();
    for (int visit = 0; visit < 100; visit++) {
      HubShard shard = visit % 2 == 0 ? left : right;
      Ear ear = new Ear();
      Subscribed begun = await(subscribe(shard, KEPT, ear, stood));
      long top = begun.top().offset();
      Await.until(() -> ear.last() >= top + 5, () -> "heard up to " + ear.last());
      on(shard, () -> unsubscribe(shard, ear));

      assertTrue(begun.recovered(), "visit " + visit);
      begun.missed().forEach(missed -> all.add(missed.offset()));
      ear.offsets.stream().filter(offset -> offset > top).forEach(all::add);
      stood = new StreamPosition(begun.top().epoch(), all.get(all.size() - 1));
    }
    enough.set(true);
    for (Thread writer : writers) {
      writer.join();
    }

    assertEquals(LongStream.rangeClosed(2, all.size() + 1L).boxed().toList(), all);
  }

  @Test
  void whoBeginsAnewLearnsThePositionAndGetsNothingOld() {
    StreamPosition top = publishTimes(3);

    Subscribed begun = await(subscribe(left, KEPT, new Ear(), null));

    assertEquals(new Subscribed(top, List.of(), false, false), begun);
  }

  @Test
  void whoStoodInAnotherEpochIsToldOfTheGapAndOfTheNewPosition() {
    StreamPosition top = publishTimes(3);

    Subscribed begun = await(subscribe(left, KEPT, new Ear(), new StreamPosition("old", 2)));

    assertEquals(new Subscribed(top, List.of(), true, false), begun);
  }

  @Test
  void whoStoodBeforeARemovedHistoryIsToldOfTheGapAndWhoStoodAtItsEndIsNot() {
    StreamPosition top = publishTimes(3);
    await(pubSub.removeHistory(KEPT));

    assertEquals(
        new Subscribed(top, List.of(), true, false),
        await(subscribe(left, KEPT, new Ear(), new StreamPosition(top.epoch(), 2))));
    assertEquals(
        new Subscribed(top, List.of(), true, true), await(subscribe(left, KEPT, new Ear(), top)));
  }

  @Test
  void channelWithoutAStreamHasNoPositionAndNothingToRecover() {
    assertEquals(StreamPosition.NONE, await(pubSub.publish(PLAIN, Payload.json("1"), BACKEND)));
    assertEquals(
        new Subscribed(StreamPosition.NONE, List.of(), false, false),
        await(subscribe(left, PLAIN, new Ear(), new StreamPosition("e", 4))));
  }

  @Test
  void publicationThatSkipsTheHistoryIsHeardAndNotKept() throws Exception {
    Ear ear = new Ear();
    await(subscribe(left, KEPT, ear, null));
    PublishRequest skipping = new PublishRequest(null, Map.of(), null, true);

    assertEquals(StreamPosition.NONE, await(pubSub.publish(KEPT, Payload.json("1"), skipping)));

    Await.until(() -> ear.offsets.contains(0L), () -> "heard " + ear.offsets);
    assertEquals(0, await(pubSub.history(KEPT, HistoryQuery.POSITION)).top().offset());
  }

  @Test
  void publisherFarAheadOfTheSubscribersIsRefusedUntilTheyHaveCaughtUp() throws Exception {
    Ear ear = new Ear();
    await(subscribe(left, PLAIN, ear, null));
    CountDownLatch caughtUp = new CountDownLatch(1);
    left.loop().execute(() -> awaitQuietly(caughtUp));
    Payload large = new Payload(Payload.Kind.BINARY, new byte[1 << 19]);
    int taken = 0;
    Future<StreamPosition> published = pubSub.publish(PLAIN, large, BACKEND);
    while (published.succeeded()) {
      taken++;
      published = pubSub.publish(PLAIN, large, BACKEND);
    }

    assertEquals(ErrorCode.TOO_MANY_REQUESTS, GatewayException.codeOf(published.cause()));
    assertTrue(taken > 10 && taken < 200, "taken " + taken);
    int all = taken;
    caughtUp.countDown();
    Await.until(() -> ear.offsets.size() == all, () -> "heard " + ear.offsets.size());
    Await.until(() -> hub.waitingBytes() == 0, () -> hub.waitingBytes() + " bytes wait");
    await(pubSub.publish(PLAIN, large, BACKEND));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void everythingInANamespaceThatNobodyConfiguredFailsAsUnknown() {
    assertRefused(ErrorCode.UNKNOWN_CHANNEL, pubSub.publish(UNKNOWN, Payload.json("1"), BACKEND));
    assertRefused(ErrorCode.UNKNOWN_CHANNEL, subscribe(left, UNKNOWN, new Ear(), null));
    assertRefused(ErrorCode.UNKNOWN_CHANNEL, pubSub.history(UNKNOWN, HistoryQuery.POSITION));
    assertRefused(ErrorCode.UNKNOWN_CHANNEL, pubSub.removeHistory(UNKNOWN));
    assertRefused(ErrorCode.UNKNOWN_CHANNEL, pubSub.attendance().presence(UNKNOWN));
    assertRefused(ErrorCode.UNKNOWN_CHANNEL, pubSub.attendance().presenceCount(UNKNOWN));
    assertEquals(0, hub.channelCount());
  }

  @Test
  void whatAChannelDoesNotKeepIsNotAvailable() {
    assertRefused(ErrorCode.NOT_AVAILABLE, pubSub.history(PLAIN, HistoryQuery.POSITION));
    assertRefused(ErrorCode.NOT_AVAILABLE, pubSub.removeHistory(PLAIN));
    assertRefused(ErrorCode.NOT_AVAILABLE, pubSub.attendance().presence(PLAIN));
    assertRefused(ErrorCode.NOT_AVAILABLE, pubSub.attendance().presenceCount(PLAIN));
  }

  @Test
  void whoComesAndGoesIsPresentAndAnnouncedWhereThatIsWanted() {
    Channel room = new Channel("room:a");
    Ear ear = new Ear();
    await(subscribe(left, room, ear, null));

    await(pubSub.attendance().join(room, CLIENT, true, true));
    assertEquals(Set.of("c"), await(pubSub.attendance().presence(room)).keySet());
    await(pubSub.attendance().leave(room, CLIENT, true, true));

    assertEquals(new Presence.Count(0, 0), await(pubSub.attendance().presenceCount(room)));
    Await.until(() -> ear.events.size() == 2, () -> "heard " + ear.events);
    assertEquals(
        List.of(new ChannelEvent.Joined(room, CLIENT), new ChannelEvent.Left(room, CLIENT)),
        List.copyOf(ear.events));
    await(pubSub.attendance().join(PLAIN, CLIENT, false, false));
    await(pubSub.attendance().leave(PLAIN, CLIENT, false, false));
  }

  @Test
  void nobodyIsSubscribedBeforeTheBrokerKnows() {
    Promise<Void> known = broker.holdSubscribe();
    Future<Subscribed> first = subscribe(left, KEPT, new Ear(), null);
    Future<Subscribed> second = subscribe(right, KEPT, new Ear(), null);
    assertFalse(first.isComplete() || second.isComplete());

    known.complete();

    assertEquals(0, await(first).top().offset());
    assertEquals(0, await(second).top().offset());
  }

  @Test
  void nobodyTakesAFailedSubscriptionOfTheNodeForASuccess() throws Exception {
    Promise<Void> known = broker.holdSubscribe();
    Ear first = new Ear();
    Ear second = new Ear();
    Future<Subscribed> one = subscribe(left, KEPT, first, null);
    known.fail(new GatewayException(ErrorCode.INTERNAL, "no broker"));
    Future<Subscribed> other = subscribe(right, KEPT, second, null);
    assertRefused(ErrorCode.INTERNAL, one);
    assertRefused(ErrorCode.INTERNAL, other);

    on(left, () -> unsubscribe(left, first));
    on(right, () -> unsubscribe(right, second));

    assertTrue(await(subscribe(left, KEPT, new Ear(), null)).missed().isEmpty());
  }

  private List<Thread> startWriters(AtomicBoolean enough) {
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread writer =
          new Thread(
              () -> {
                while (!enough.get()) {
                  await(pubSub.publish(KEPT, Payload.json("1"), BACKEND));
                  // Slower than readers come back, whose recovery has a limit.
                  LockSupport.parkNanos(100_000);
                }
              });
      writers.add(writer);
      writer.start();
    }
    return writers;
  }

  private StreamPosition publishTimes(int times) {
    StreamPosition top = StreamPosition.NONE;
    for (int i = 0; i < times; i++) {
      top = await(pubSub.publish(KEPT, Payload.json("1"), BACKEND));
    }
    return top;
  }

  private Future<Subscribed> subscribe(
      HubShard shard, Channel channel, Ear ear, StreamPosition from) {
    try {
      return on(shard, () -> pubSub.subscribe(shard, channel, ear, from));
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static boolean unsubscribe(HubShard shard, Ear ear) {
    shard.unsubscribe(ear);
    return true;
  }

  private static <T> T on(HubShard shard, Callable<T> task) throws Exception {
    return shard.loop().submit(task).get(20, TimeUnit.SECONDS);
  }

  private static void assertRefused(ErrorCode code, Future<?> refused) {
    Await.until(refused::isComplete, () -> "no answer");
    assertTrue(refused.failed(), "was not refused");
    assertEquals(code, GatewayException.codeOf(refused.cause()));
  }

  private static final class Ear extends Subscriber {
    final Queue<Long> offsets = new ConcurrentLinkedQueue<>();
    final Queue<ChannelEvent> events = new ConcurrentLinkedQueue<>();
    private volatile long last;

    long last() {
      return last;
    }

    @Override
    protected void push(PushBatch batch) {
      for (ChannelEvent event : batch.events()) {
        if (event instanceof Publication publication) {
          offsets.add(publication.offset());
          last = publication.offset();
        } else {
          events.add(event);
        }
      }
    }

    @Override
    protected void flush() {}

    @Override
    protected void fail(RuntimeException bug) {
      throw bug;
    }
  }
}
