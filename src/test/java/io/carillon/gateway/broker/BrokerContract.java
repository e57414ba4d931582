package io.carillon.gateway.broker;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every broker promises; a test of one only says how to open it. */
public abstract class BrokerContract {
  protected static final Retention TEN = new Retention(10, Duration.ofMinutes(1));

  private final Queue<ChannelEvent> heard = new ConcurrentLinkedQueue<>();
  private final Channel channel = new Channel("contract:" + UUID.randomUUID());
  private Broker broker;

  /** A broker that is not yet started. */
  protected abstract Broker open();

  /** Lets so much time pass for it. */
  protected abstract void pass(Duration time);

  @BeforeEach
  void start() {
    broker = open();
    await(broker.start(heard::add));
  }

  @AfterEach
  void stop() {
    await(broker.close());
  }

  @Test
  void publicationsTakeOffsetsFromOneOnInOneEpoch() {
    StreamPosition first = publish("a", TEN);
    StreamPosition second = publish("b", TEN);

    assertEquals(1, first.offset());
    assertEquals(2, second.offset());
    assertFalse(first.epoch().isEmpty());
    assertEquals(first.epoch(), second.epoch());
  }

  @Test
  void timeIsThatByWhichPublicationsAreStamped() {
    long before = await(broker.time(channel));
    publish("a", TEN);
    long after = await(broker.time(channel));

    long stamp =
        await(broker.history(channel, TEN, new HistoryQuery(1, null, true)))
            .publications()
            .get(0)
            .timeMillis();
    assertTrue(before <= stamp && stamp <= after, before + " " + stamp + " " + after);
  }

  @Test
  void publicationsThatAreNotKeptHaveNoPosition() {
    assertEquals(StreamPosition.NONE, publish("a", Retention.NONE));
    assertEquals(
        History.NONE,
        await(broker.history(channel, Retention.NONE, new HistoryQuery(10, null, false))));
  }

  @Test
  void listenerHearsEachPublicationOnceInOffsetOrderWhoeverPublishes() throws Exception {
    await(broker.subscribe(channel, TEN));
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      Thread thread = new Thread(() -> IntStream.range(0, 250).forEach(i -> publish("x" + i, TEN)));
      writers.add(thread);
      thread.start();
    }
    for (Thread thread : writers) {
      thread.join();
    }
    Await.until(() -> heard.size() == 1_000, () -> "heard " + heard.size());

    assertEquals(
        IntStream.rangeClosed(1, 1_000).mapToObj(Long::valueOf).toList(),
        heard.stream().map(event -> ((Publication) event).offset()).toList());
  }

  @Test
  void listenerHearsWhatWasPublishedWithAllThatCameWithIt() {
    await(broker.subscribe(channel, TEN));
    ClientInfo info = new ClientInfo("c", "u", null, null);
    Payload payload = new Payload(Payload.Kind.BINARY, new byte[] {0, 1, 2});
    await(broker.publish(channel, payload, new PublishOptions(TEN, info, Map.of("k", "v"), null)));
    Await.until(() -> heard.size() == 1, () -> "heard " + heard);

    Publication publication = (Publication) heard.remove();
    assertEquals(channel, publication.channel());
    assertEquals(info, publication.info());
    assertEquals(Map.of("k", "v"), publication.tags());
    assertEquals(Payload.Kind.BINARY, publication.data().kind());
    assertEquals(3, publication.data().size());
  }

  @Test
  void joinsAndLeavesAreHeardAndNotKept() {
    await(broker.subscribe(channel, TEN));
    ChannelEvent joined = new ChannelEvent.Joined(channel, new ClientInfo("c", "", null, null));
    await(broker.announce(joined));
    Await.until(() -> heard.size() == 1, () -> "heard " + heard);

    assertEquals(joined, heard.remove());
    assertEquals(List.of(), texts(all()));
  }

  @Test
  void streamKeepsTheNewest() {
    IntStream.rangeClosed(1, 15).forEach(i -> publish("p" + i, TEN));

    assertEquals(15, all().top().offset());
    assertEquals(IntStream.rangeClosed(6, 15).mapToObj(i -> "p" + i).toList(), texts(all()));
  }

  @Test
  void streamIsReadFromAPositionUpToALimitAndBackwards() {
    IntStream.rangeClosed(1, 5).forEach(i -> publish("p" + i, TEN));
    StreamPosition third = new StreamPosition(all().top().epoch(), 3);

    assertEquals(List.of("p4", "p5"), texts(read(new HistoryQuery(-1, third, false))));
    assertEquals(List.of("p4"), texts(read(new HistoryQuery(1, third, false))));
    assertEquals(List.of("p5", "p4"), texts(read(new HistoryQuery(2, null, true))));
    assertEquals(List.of("p2", "p1"), texts(read(new HistoryQuery(-1, third, true))));
    assertEquals(List.of(), texts(read(HistoryQuery.POSITION)));
    assertEquals(5, read(HistoryQuery.POSITION).top().offset());
  }

  @Test
  void readingAStreamThatHasNotBegunBeginsIt() {
    StreamPosition top = read(HistoryQuery.POSITION).top();

    assertEquals(0, top.offset());
    assertEquals(top.epoch(), publish("first", TEN).epoch());
  }

  @Test
  void removedHistoryIsGoneAndOffsetsGoOn() {
    publish("a", TEN);
    await(broker.removeHistory(channel));

    assertEquals(List.of(), texts(all()));
    assertEquals(2, publish("b", TEN).offset());
  }

  @Test
  void publicationsLeaveAfterTheirTime() {
    Retention second = new Retention(10, Duration.ofSeconds(1));
    StreamPosition old = publish("old", second);
    pass(Duration.ofMillis(1_100));
    publish("new", second);
    History history = await(broker.history(channel, second, new HistoryQuery(-1, null, false)));

    assertEquals(List.of("new"), texts(history));
    assertEquals(new StreamPosition(old.epoch(), 2), history.top());
  }

  @Test
  void streamThatEndedBeginsAnotherEpoch() {
    Retention second = new Retention(10, Duration.ofSeconds(1));
    String epoch = publish("a", second).epoch();
    pass(Duration.ofSeconds(10));

    Await.until(
        () -> !epoch.equals(publish("b", second).epoch()) || rest(second), () -> "same epoch");
    assertNotEquals(epoch, publish("c", second).epoch());
  }

  @Test
  void sameKeyPublishesOnceWithinItsWindow() {
    PublishOptions once = new PublishOptions(TEN, null, Map.of(), "key");
    StreamPosition first = await(broker.publish(channel, text("a"), once));

    assertEquals(first, await(broker.publish(channel, text("a"), once)));
    assertEquals(2, publish("b", TEN).offset());
    assertEquals(
        1, await(broker.publish(new Channel(channel.name() + "2"), text("a"), once)).offset());
  }

  @Test
  void sameKeyPublishesOnceHoweverManyPublishAtOnce() throws Exception {
    await(broker.subscribe(channel, TEN));
    PublishOptions once = new PublishOptions(TEN, null, Map.of(), "key");
    Set<StreamPosition> answers = ConcurrentHashMap.newKeySet();
    together(4, () -> answers.add(await(broker.publish(channel, text("a"), once))));

    assertEquals(1, answers.size());
    assertEquals(List.of("a"), texts(all()));
    publish("b", TEN);
    Await.until(() -> heard.size() >= 2, () -> "heard " + heard);
    assertEquals(List.of(1L, 2L), offsetsHeard());
  }

  @Test
  void publicationThatPassesTheHistoryByIsHeardAndTakesNoOffset() {
    await(broker.subscribe(channel, TEN));
    publish("kept", TEN);
    publish("passing", Retention.NONE);
    publish("kept too", TEN);
    Await.until(() -> heard.size() == 3, () -> "heard " + heard);

    assertEquals(List.of(1L, 0L, 2L), offsetsHeard());
    assertEquals(List.of("kept", "kept too"), texts(all()));
  }

  @Test
  void streamIsTrimmedToTheSizeOfTheLatestPublication() {
    IntStream.rangeClosed(1, 8).forEach(i -> publish("p" + i, TEN));
    publish("p9", new Retention(3, TEN.ttl()));

    assertEquals(List.of("p7", "p8", "p9"), texts(all()));
    assertEquals(9, all().top().offset());
  }

  @Test
  void positionOfAnotherEpochSaysNothingSoAllIsRead() {
    IntStream.rangeClosed(1, 3).forEach(i -> publish("p" + i, TEN));
    StreamPosition foreign = new StreamPosition("another", 2);

    assertEquals(List.of("p1", "p2", "p3"), texts(read(new HistoryQuery(-1, foreign, false))));
    assertEquals(List.of("p3", "p2", "p1"), texts(read(new HistoryQuery(-1, foreign, true))));
  }

  @Test
  void positionAtTheTopOrBeyondItReadsNothing() {
    IntStream.rangeClosed(1, 3).forEach(i -> publish("p" + i, TEN));
    String epoch = all().top().epoch();

    for (long offset : new long[] {3, 4, Long.MAX_VALUE}) {
      StreamPosition position = new StreamPosition(epoch, offset);

      assertEquals(List.of(), texts(read(new HistoryQuery(-1, position, false))));
    }
  }

  @Test
  void limitBeyondWhatIsKeptReadsAllThatIsKept() {
    IntStream.rangeClosed(1, 3).forEach(i -> publish("p" + i, TEN));

    assertEquals(List.of("p1", "p2", "p3"), texts(read(new HistoryQuery(100, null, false))));
    assertEquals(List.of("p2"), texts(read(new HistoryQuery(1, new StreamPosition("", 3), true))));
  }

  @Test
  void channelsHaveTheirOwnOffsets() {
    Channel other = new Channel(channel.name() + ":other");
    publish("a", TEN);
    publish("b", TEN);

    assertEquals(
        1,
        await(broker.publish(other, text("c"), new PublishOptions(TEN, null, Map.of(), null)))
            .offset());
    assertEquals(2, all().top().offset());
  }

  @Test
  void subscribingTwiceIsSubscribingOnce() {
    await(broker.subscribe(channel, TEN));
    await(broker.subscribe(channel, TEN));
    publish("a", TEN);
    publish("b", TEN);
    Await.until(() -> heard.size() >= 2, () -> "heard " + heard);

    assertEquals(List.of(1L, 2L), offsetsHeard());
  }

  @Test
  void whoSubscribesAgainHearsEachPublicationOnce() {
    for (int i = 0; i < 5; i++) {
      broker.subscribe(channel, TEN);
      broker.unsubscribe(channel);
    }
    await(broker.subscribe(channel, TEN));
    publish("a", TEN);
    publish("b", TEN);
    Await.until(() -> heard.size() >= 2, () -> "heard " + heard);

    assertEquals(List.of(1L, 2L), offsetsHeard());
  }

  @Test
  void unsubscribingFromWhatNobodyHeardAndForgettingWhatNobodyKeptSucceeds() {
    await(broker.unsubscribe(channel));
    await(broker.removeHistory(channel));

    assertEquals(1, publish("a", TEN).offset());
  }

  @Test
  void whatWasPublishedBeforeAReaderAsksIsReadAndWhatComesAfterIsHeard() throws Exception {
    await(broker.subscribe(channel, TEN));
    Queue<StreamPosition> tops = new ConcurrentLinkedQueue<>();
    Thread writer = new Thread(() -> IntStream.range(0, 500).forEach(i -> publish("x", TEN)));
    writer.start();
    while (writer.isAlive()) {
      History history = all();
      tops.add(history.top());
      long last = history.top().offset();
      List<Long> offsets = history.publications().stream().map(Publication::offset).toList();

      assertEquals(LongStream.rangeClosed(Math.max(1, last - 9), last).boxed().toList(), offsets);
    }
    writer.join();

    assertEquals(1, tops.stream().map(StreamPosition::epoch).distinct().count());
  }

  private List<Long> offsetsHeard() {
    return heard.stream().map(event -> ((Publication) event).offset()).toList();
  }

  private static void together(int threads, Runnable task) throws Exception {
    List<Thread> all = IntStream.range(0, threads).mapToObj(i -> new Thread(task)).toList();
    all.forEach(Thread::start);
    for (Thread thread : all) {
      thread.join();
    }
  }

  // Lets the stream rest for longer than it is remembered; never true.
  private boolean rest(Retention retention) {
    pass(retention.ttl().multipliedBy(10));
    return false;
  }

  private StreamPosition publish(String text, Retention retention) {
    return await(
        broker.publish(channel, text(text), new PublishOptions(retention, null, Map.of(), null)));
  }

  private History all() {
    return read(new HistoryQuery(HistoryQuery.ALL, null, false));
  }

  private History read(HistoryQuery query) {
    return await(broker.history(channel, TEN, query));
  }

  private static Payload text(String text) {
    return new Payload(Payload.Kind.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> texts(History history) {
    return history.publications().stream()
        .map(one -> new String(one.data().bytes(), StandardCharsets.UTF_8))
        .toList();
  }
}
