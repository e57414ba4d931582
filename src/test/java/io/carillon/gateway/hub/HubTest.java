package io.carillon.gateway.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.testkit.Await;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HubTest {
  private static final Channel NEWS = new Channel("news");
  private static final PushEncoder OFFSETS =
      (event, out) ->
          out.writeCharSequence(PushBatch.offsetOf(event) + " ", StandardCharsets.US_ASCII);

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Queue<String> interest = new ConcurrentLinkedQueue<>();
  private final ChannelInterest interested =
      new ChannelInterest() {
        @Override
        public void onFirstSubscriber(Channel channel) {
          interest.add("+" + channel);
        }

        @Override
        public void onLastSubscriber(Channel channel) {
          interest.add("-" + channel);
        }
      };
  private final Hub hub = new Hub(interested);
  private final HubShard left = hub.open(loops.next());
  private final HubShard right = hub.open(loops.next());

  @AfterEach
  void nothingWaitsAnyMore() throws Exception {
    Await.until(() -> hub.waitingBytes() == 0, () -> hub.waitingBytes() + " bytes wait");
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
  }

  @Test
  void everyLoopHearsEveryPublicationInOrder() throws Exception {
    Listener one = join(left, new Listener());
    Listener other = join(right, new Listener());
    publish(1, 5_000);

    one.awaitOffsets(1, 5_000);
    other.awaitOffsets(1, 5_000);
  }

  @Test
  void publicationsOfOneTurnShareAFlushAndTheirBytes() throws Exception {
    List<Listener> listeners = joinMany(left, 10);
    // All of them wait behind this task, so they share the turn after it.
    publishAtOnce(left, 1, 50);

    for (Listener listener : listeners) {
      listener.awaitOffsets(1, 50);
      assertEquals(1, listener.batches.size());
      assertSame(listeners.get(0).batches.peek(), listener.batches.peek());
    }
    Await.until(
        () -> listeners.stream().allMatch(one -> one.flushes == 1),
        () -> "flushed " + listeners.get(0).flushes + " times");
  }

  @Test
  void wideFanOutLetsOtherTasksThroughBetweenItsSlices() throws Exception {
    List<Listener> listeners = joinMany(left, 3 * HubShard.SLICE);
    List<Integer> reachedWhenAsked = new ArrayList<>();
    Listener first = listeners.get(0);
    first.onPush =
        () ->
            left.loop()
                .schedule(
                    () ->
                        reachedWhenAsked.add(
                            (int) listeners.stream().filter(one -> !one.offsets.isEmpty()).count()),
                    0,
                    TimeUnit.NANOSECONDS);
    publish(1, 1);
    listeners.get(listeners.size() - 1).awaitOffsets(1, 1);

    assertEquals(List.of(HubShard.SLICE), on(left, () -> List.copyOf(reachedWhenAsked)));
  }

  @Test
  void whoLeavesBetweenTwoSlicesHearsNothingMoreAndNobodyElseMissesAnything() throws Exception {
    List<Listener> listeners = joinMany(left, 3 * HubShard.SLICE);
    List<Listener> leaving = listeners.subList(HubShard.SLICE, 2 * HubShard.SLICE);
    listeners.get(0).onPush = () -> left.loop().execute(() -> leaving.forEach(left::unsubscribe));
    publish(1, 1);
    publish(2, 2);

    listeners.get(listeners.size() - 1).awaitOffsets(1, 2);
    on(left, () -> null);
    for (Listener listener : leaving) {
      assertEquals(0, listener.offsets.size());
    }
    for (Listener listener : listeners.subList(2 * HubShard.SLICE, 3 * HubShard.SLICE)) {
      listener.awaitOffsets(1, 2);
    }
  }

  @Test
  void whoComesBetweenTwoSlicesHearsWhatComesAfterwards() throws Exception {
    List<Listener> listeners = joinMany(left, 2 * HubShard.SLICE);
    Listener late = new Listener();
    listeners.get(0).onPush = () -> left.loop().execute(() -> left.subscribe(NEWS, late));
    publish(1, 1);
    listeners.get(listeners.size() - 1).awaitOffsets(1, 1);
    listeners.get(0).onPush = () -> {};
    publish(2, 2);

    late.awaitOffsets(2, 2);
  }

  @Test
  void watchThatThrowsCostsNobodyAPublication() throws Exception {
    Hub watched = new Hub(interested, new BrokenWatch(), true);
    Listener listener = join(watched.open(loops.next()), new Listener());
    for (int offset = 1; offset <= 3; offset++) {
      watched.deliver(publication(NEWS, offset));
      listener.awaitOffsets(1, offset);
    }
    Await.until(() -> watched.waitingBytes() == 0, () -> watched.waitingBytes() + " bytes wait");
  }

  @Test
  void listenerThatThrowsIsFailedAndTheOthersHearOn() throws Exception {
    List<Listener> listeners = joinMany(left, 5);
    listeners.get(2).onPush =
        () -> {
          throw new IllegalStateException("broken");
        };
    publish(1, 1);

    listeners.get(4).awaitOffsets(1, 1);
    assertEquals(1, on(left, () -> listeners.get(2).failures));
  }

  @Test
  void flushThatThrowsHarmsNobodyElse() throws Exception {
    List<Listener> one = joinMany(left, 3);
    Listener other = new Listener();
    on(left, () -> left.subscribe(new Channel("other"), other));
    one.get(0).onFlush =
        () -> {
          throw new IllegalStateException("broken");
        };
    on(
        left,
        () -> {
          publish(1, 1);
          hub.deliver(publication(new Channel("other"), 1));
          return null;
        });

    other.awaitOffsets(1, 1);
    one.get(0).onFlush = () -> {};
    publish(2, 2);
    one.get(2).awaitOffsets(1, 2);
    assertEquals(1, on(left, () -> one.get(0).failures));
  }

  @Test
  void nodeIsInterestedFromTheFirstToTheLastSubscriber() throws Exception {
    Listener one = join(left, new Listener());
    Listener two = join(left, new Listener());
    Listener three = join(right, new Listener());
    leave(left, one);
    leave(left, two);
    assertEquals(List.of("+news"), List.copyOf(interest));
    leave(right, three);
    leave(right, three);

    assertEquals(List.of("+news", "-news"), List.copyOf(interest));
    assertEquals(0, hub.channelCount());
    assertEquals(Map.of(), on(left, left::counts));
  }

  @Test
  void lateComerToABatchGetsTheSharedBytesFromItsPlaceOn() {
    PushBatch batch =
        new PushBatch(
            LongStream.rangeClosed(4, 6)
                .mapToObj(offset -> (ChannelEvent) publication(NEWS, offset))
                .toList());
    assertEquals(1, batch.firstNewTo(4));
    assertEquals(0, batch.firstNewTo(1));
    assertEquals(3, batch.firstNewTo(9));

    ByteBuf all = batch.bytes(OFFSETS, 0);
    ByteBuf rest = batch.bytes(OFFSETS, 1);
    assertEquals("4 5 6 ", all.toString(StandardCharsets.US_ASCII));
    assertEquals("5 6 ", rest.toString(StandardCharsets.US_ASCII));
    assertEquals(all.memoryAddress() + 2, rest.memoryAddress());
    batch.release();
    assertEquals("5 6 ", rest.toString(StandardCharsets.US_ASCII));
    all.release();
    rest.release();
    assertEquals(0, rest.refCnt());
  }

  @Test
  void bytesAreReleasedWhenEverybodyLeavesDuringAFanOut() throws Exception {
    List<Listener> listeners = joinMany(left, 3 * HubShard.SLICE);
    Queue<ByteBuf> taken = new ConcurrentLinkedQueue<>();
    for (Listener listener : listeners) {
      listener.onPush = () -> taken.add(listener.latest().bytes(OFFSETS, 0));
    }
    listeners.get(0).onPush = () -> left.loop().execute(() -> listeners.forEach(left::unsubscribe));
    publishAtOnce(left, 1, 3);
    Await.until(() -> interest.contains("-news"), () -> "interest " + interest);

    on(left, () -> null);
    assertFalse(taken.isEmpty());
    assertTrue(taken.size() < 2 * HubShard.SLICE, taken.size() + " heard");
    taken.forEach(ByteBuf::release);
    taken.forEach(bytes -> assertEquals(0, bytes.refCnt()));
  }

  @Test
  void channelThatIsBornAgainDuringAFanOutHearsOnlyWhatComesAfterwards() throws Exception {
    List<Listener> listeners = joinMany(left, 3 * HubShard.SLICE);
    Listener newcomer = new Listener();
    listeners.get(0).onPush =
        () ->
            left.loop()
                .execute(
                    () -> {
                      listeners.forEach(left::unsubscribe);
                      left.subscribe(NEWS, newcomer);
                    });
    publishAtOnce(left, 1, 2);
    Await.until(() -> interest.size() == 3, () -> "interest " + interest);
    publish(3, 4);

    Await.until(() -> newcomer.offsets.size() >= 2, () -> "heard " + newcomer.offsets);
    assertEquals(List.of(3L, 4L), List.copyOf(newcomer.offsets));
    assertEquals(List.of("+news", "-news", "+news"), List.copyOf(interest));
  }

  @Test
  void interestAlternatesHoweverTheLoopsComeAndGoAtOnce() throws Exception {
    Future<?> one = left.loop().submit(() -> comeAndGo(left, 2_000));
    Future<?> other = right.loop().submit(() -> comeAndGo(right, 2_000));
    one.get(20, TimeUnit.SECONDS);
    other.get(20, TimeUnit.SECONDS);

    List<String> told = List.copyOf(interest);
    assertEquals(0, told.size() % 2);
    for (int i = 0; i < told.size(); i++) {
      assertEquals(i % 2 == 0 ? "+news" : "-news", told.get(i));
    }
    assertEquals(0, hub.channelCount());
  }

  @Test
  void massDepartureLeavesTheOthersInTheirOrder() throws Exception {
    List<Listener> listeners = joinMany(left, 500);
    for (int i = 0; i < 500; i++) {
      if (i % 10 != 0) {
        leave(left, listeners.get(i));
      }
    }
    publish(1, 1);

    for (int i = 0; i < 500; i += 10) {
      listeners.get(i).awaitOffsets(1, 1);
    }
    assertEquals(Map.of(NEWS, 50), on(left, left::counts));
    assertTrue(
        listeners.stream().filter(one -> !one.offsets.isEmpty()).count() == 50,
        "somebody who had left heard it");
  }

  @Test
  void joinsAndPublicationsKeepTheOrderOfTheirPublisher() throws Exception {
    Listener listener = join(left, new Listener());
    for (long i = 1; i <= 500; i++) {
      hub.deliver(publication(NEWS, i));
      hub.deliver(new ChannelEvent.Joined(NEWS, new ClientInfo("c" + i, "", null, null)));
    }
    Await.until(() -> listener.offsets.size() == 1_000, () -> "heard " + listener.offsets.size());

    List<Long> wanted =
        LongStream.rangeClosed(1, 500).boxed().flatMap(i -> Stream.of(i, 0L)).toList();
    assertEquals(wanted, List.copyOf(listener.offsets));
  }

  @Test
  void eachWireFormIsEncodedOncePerBatchAndReleased() {
    int[] encoded = new int[2];
    PushEncoder one = (event, out) -> out.writeByte(++encoded[0]);
    PushEncoder silent = (event, out) -> encoded[1]++;
    PushBatch batch = new PushBatch(List.of(publication(NEWS, 1), publication(NEWS, 2)));

    ByteBuf first = batch.bytes(one, 0);
    ByteBuf second = batch.bytes(one, 1);
    assertNull(batch.bytes(silent, 0));
    assertNull(batch.bytes(one, 2));
    assertEquals(2, encoded[0]);
    assertEquals(2, encoded[1]);
    batch.release();
    first.release();
    second.release();
    assertEquals(0, first.refCnt());
  }

  @Test
  void publicationForWhichThereIsNoMemoryCostsItsListenersAndTheChannelGoesOn() throws Exception {
    PushEncoder full =
        (event, out) -> {
          if (PushBatch.offsetOf(event) == 1) {
            throw new OutOfMemoryError("no direct memory");
          }
        };
    Listener victim = join(left, new Listener());
    Listener other = join(left, new Listener());
    victim.onPush = () -> victim.latest().bytes(full, 0);
    publish(1, 1);
    publish(2, 2);

    other.awaitOffsets(1, 2);
    assertEquals(1, on(left, () -> victim.failures));
    assertEquals(0, on(left, () -> other.failures));
  }

  @Test
  void encoderThatThrowsCostsThoseWhoSpeakItsFormOnly() throws Exception {
    PushEncoder broken =
        (event, out) -> {
          out.writeByte(1);
          throw new IllegalStateException("broken");
        };
    Listener victim = join(left, new Listener());
    Listener other = join(left, new Listener());
    victim.onPush = () -> victim.latest().bytes(broken, 0);
    other.onPush = () -> other.latest().bytes(OFFSETS, 0).release();
    publish(1, 1);

    other.awaitOffsets(1, 1);
    assertEquals(1, on(left, () -> victim.failures));
    assertEquals(0, on(left, () -> other.failures));
  }

  private static void comeAndGo(HubShard shard, int times) {
    for (int i = 0; i < times; i++) {
      Listener visitor = new Listener();
      shard.subscribe(NEWS, visitor);
      shard.unsubscribe(visitor);
    }
  }

  private void publish(long from, long to) {
    LongStream.rangeClosed(from, to).forEach(offset -> hub.deliver(publication(NEWS, offset)));
  }

  // In one task of the loop, so that the fan-out of the first begins when the last is there.
  private void publishAtOnce(HubShard shard, long from, long to) throws Exception {
    on(
        shard,
        () -> {
          publish(from, to);
          return null;
        });
  }

  private static Publication publication(Channel channel, long offset) {
    return new Publication(channel, offset, Payload.json("1"), null, Map.of(), 0);
  }

  private static Listener join(HubShard shard, Listener listener) throws Exception {
    on(shard, () -> shard.subscribe(NEWS, listener));
    return listener;
  }

  private static void leave(HubShard shard, Listener listener) throws Exception {
    on(
        shard,
        () -> {
          shard.unsubscribe(listener);
          return null;
        });
  }

  private static List<Listener> joinMany(HubShard shard, int count) throws Exception {
    List<Listener> listeners = IntStream.range(0, count).mapToObj(i -> new Listener()).toList();
    for (Listener listener : listeners) {
      join(shard, listener);
    }
    return listeners;
  }

  private static <T> T on(HubShard shard, Callable<T> task) throws Exception {
    EventLoop loop = shard.loop();
    return loop.submit(task).get(20, TimeUnit.SECONDS);
  }

  private static final class BrokenWatch implements FanoutWatch {
    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public void onPushed(PushBatch batch, List<Subscriber> subscribers) {
      throw new IllegalStateException("broken");
    }
  }

  private static final class Listener extends Subscriber {
    final Queue<Long> offsets = new ConcurrentLinkedQueue<>();
    final Queue<PushBatch> batches = new ConcurrentLinkedQueue<>();
    volatile Runnable onPush = () -> {};
    volatile Runnable onFlush = () -> {};
    volatile int flushes;
    PushBatch latest;
    int failures;

    @Override
    protected void push(PushBatch batch) {
      batches.add(batch);
      latest = batch;
      batch.events().forEach(event -> offsets.add(PushBatch.offsetOf(event)));
      onPush.run();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // written on one loop
    protected void flush() {
      flushes++;
      onFlush.run();
    }

    @Override
    protected void fail(RuntimeException bug) {
      failures++;
    }

    // The one under way, for tests that take its bytes within push.
    PushBatch latest() {
      return latest;
    }

    void awaitOffsets(long from, long to) {
      Await.until(
          () -> offsets.size() >= to - from + 1, () -> "heard " + offsets.size() + " of " + to);
      assertEquals(LongStream.rangeClosed(from, to).boxed().toList(), List.copyOf(offsets));
    }
  }
}
