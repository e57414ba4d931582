package io.carillon.gateway.testkit;

import static io.carillon.gateway.testkit.Await.await;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on while something is broken below a few brokers: all of them publish and listen, on
 * channels of their own. For one thread.
 */
public final class BrokerLoad implements AutoCloseable {
  /** Channels with history. */
  public static final int STREAMS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(BrokerLoad.class);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Retention KEPT = new Retention(20_000, Duration.ofMinutes(10));
  private static final Duration SETTLE = Duration.ofSeconds(45);
  private static final int MOST_SHOWN = 25;
  private static final int LIVES = 3;

  /** Publications a second and broker, to the streams and to the others each. */
  private static final int PER_SECOND = 50;

  private final String name;
  private final List<Line> streams;
  private final List<Line> lives;
  private final List<Node> nodes = new ArrayList<>();
  private final List<BrokerPublisher> publishers = new ArrayList<>();

  /** A channel and how much of it is kept. */
  record Line(String channel, Retention retention) {}

  private record Node(NodeAddress address, Vertx vertx, Broker broker, BrokerWitness witness) {}

  private BrokerLoad(String name) {
    this.name = name + "-" + COUNT.incrementAndGet();
    this.streams = lines("s:", STREAMS, KEPT);
    this.lives = lines("live:", LIVES, Retention.NONE);
  }

  private List<Line> lines(String namespace, int count, Retention retention) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Line(namespace + name + "-" + i, retention))
        .toList();
  }

  /** Lets so many brokers subscribe, and then publish. */
  public static BrokerLoad start(String name, int brokers, Function<Vertx, Broker> open) {
    return start(name, IntStream.range(0, brokers).mapToObj(i -> open).toList());
  }

  /** The same with brokers that are opened each in its own way. */
  public static BrokerLoad start(String name, List<Function<Vertx, Broker>> brokers) {
    BrokerLoad load = new BrokerLoad(name);
    try {
      brokers.forEach(load::join);
      load.nodes.forEach(load::listen);
      load.nodes.forEach(load::publish);
      return load;
    } catch (RuntimeException | Error failure) {
      load.close();
      throw failure;
    }
  }

  private void join(Function<Vertx, Broker> open) {
    NodeAddress address = new NodeAddress("n" + (nodes.size() + 1), "", 0, 0);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    Broker broker = open.apply(vertx);
    BrokerWitness witness = new BrokerWitness(address, channels());
    nodes.add(new Node(address, vertx, broker, witness));
    await(broker.start(witness));
  }

  private void listen(Node node) {
    for (Line line : streams) {
      Channel channel = new Channel(line.channel);
      node.witness.begin(
          line.channel,
          await(
              node.broker
                  .subscribe(channel, line.retention)
                  .compose(v -> node.broker.history(channel, KEPT, HistoryQuery.POSITION))
                  .map(history -> history.top())));
    }
    for (Line line : lives) {
      await(node.broker.subscribe(new Channel(line.channel), line.retention));
      node.witness.begin(line.channel, StreamPosition.NONE);
    }
  }

  private void publish(Node node) {
    publishers.add(BrokerPublisher.start(node.address, node.broker, streams, PER_SECOND));
    publishers.add(BrokerPublisher.start(node.address, node.broker, lives, PER_SECOND));
  }

  private List<String> channels() {
    return IntStream.range(0, STREAMS + LIVES)
        .mapToObj(i -> (i < STREAMS ? streams.get(i) : lives.get(i - STREAMS)).channel)
        .toList();
  }

  /** Lets so many more publications be acknowledged by each publisher. */
  public void awaitAcknowledged(int more) {
    List<Long> goals = publishers.stream().map(one -> one.acknowledged() + more).toList();
    Await.until(
        SETTLE,
        () ->
            IntStream.range(0, goals.size())
                .allMatch(i -> publishers.get(i).acknowledged() >= goals.get(i)),
        () -> "no " + more + " more acknowledged: " + lastFailures());
  }

  private String lastFailures() {
    return publishers.stream()
        .map(
            one ->
                one.sent().stream().reduce((a, b) -> b).map(SentNumber::toString).orElse("nothing"))
        .collect(Collectors.joining("\n", "\n", ""));
  }

  /** Waits until every publisher has been refused something begun after a moment; they go on. */
  public void awaitRefused(long since) {
    awaitRefused(since, publishers);
  }

  /** The same for the publishers of one broker, in the order in which they were opened. */
  public void awaitRefused(int broker, long since) {
    awaitRefused(since, publishers.subList(2 * broker, 2 * broker + 2));
  }

  /** The same for the publishers to channels with history. */
  public void awaitStreamsRefused(long since) {
    awaitRefused(
        since, IntStream.range(0, nodes.size()).mapToObj(i -> publishers.get(2 * i)).toList());
  }

  private static void awaitRefused(long since, List<BrokerPublisher> asked) {
    Await.until(
        SETTLE,
        () -> asked.stream().allMatch(one -> wasRefused(one, since)),
        () -> "not refused: " + asked.stream().filter(one -> !wasRefused(one, since)).toList());
  }

  private static boolean wasRefused(BrokerPublisher publisher, long since) {
    return publisher.sent().stream()
        .anyMatch(one -> !one.isAcknowledged() && one.sentAt() - since > 0);
  }

  /**
   * Waits until every broker has heard on every channel what was published after a moment.
   *
   * @param since {@code System.nanoTime()}
   * @return how long that took from there, in milliseconds
   */
  public long awaitHeardAgain(long since) {
    Await.until(
        SETTLE, () -> heardAgain(since).isPresent(), () -> "not heard again: " + lastFailures());
    return heardAgain(since).getAsLong();
  }

  private OptionalLong heardAgain(long since) {
    List<NodeAddress> all = nodes.stream().map(Node::address).toList();
    return FaultDelays.millisUntilHeard(since, sent(), witnesses(), channels(), all);
  }

  /** The name of a channel with history, from 0 on. */
  public String stream(int index) {
    return streams.get(index).channel;
  }

  /** The name of a channel without. */
  public String live(int index) {
    return lives.get(index).channel;
  }

  /** What all publishers have sent and know of. */
  public List<SentNumber> sent() {
    return publishers.stream().flatMap(one -> one.sent().stream()).toList();
  }

  /** The longest that a publisher waited for an answer, in milliseconds. */
  public long longestWait() {
    return sent().stream()
        .mapToLong(one -> (one.answeredAt() - one.sentAt()) / 1_000_000)
        .max()
        .orElse(0);
  }

  private List<BrokerWitness> witnesses() {
    return nodes.stream().map(Node::witness).toList();
  }

  /** Ends the publishing, waits until all agree, and judges: nothing acknowledged may be lost. */
  public LossVerdict.Report settle() {
    return settle(LossVerdict.Pardon.NOTHING);
  }

  /** The same when Redis has lost what it had. */
  public LossVerdict.Report settleAfterLoss() {
    return settle(LossVerdict.Pardon.LOSS);
  }

  private LossVerdict.Report settle(LossVerdict.Pardon pardon) {
    publishers.forEach(BrokerPublisher::close);
    List<String> wrong = new ArrayList<>();
    String[] why = new String[1];
    try {
      Await.until(
          SETTLE,
          () -> (why[0] = LossVerdict.unsettled(keepers(), witnesses(), channels())) == null,
          () -> "not settled: " + why[0]);
    } catch (AssertionError late) {
      // What is not settled is hardly right: both tell more than one.
      wrong.add(late.getMessage());
    }
    LossVerdict.Report report = judge(pardon, wrong);
    LOG.info("judged load={} {} longestWaitMillis={}", name, report, longestWait());
    return report;
  }

  /** Judges what is there now. */
  LossVerdict.Report judge() {
    publishers.forEach(BrokerPublisher::close);
    return judge(LossVerdict.Pardon.NOTHING, new ArrayList<>());
  }

  private LossVerdict.Report judge(LossVerdict.Pardon pardon, List<String> wrong) {
    publishers.forEach(one -> wrong.addAll(one.complaints()));
    LossVerdict.Report report = null;
    try {
      List<List<SentNumber>> sent = publishers.stream().map(BrokerPublisher::sent).toList();
      report = new LossVerdict(keepers(), sent, witnesses(), pardon).of(channels());
    } catch (AssertionError judged) {
      wrong.add(judged.getMessage());
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(
          String.join("\n", wrong.subList(0, Math.min(MOST_SHOWN, wrong.size()))));
    }
    return report;
  }

  private List<BrokerKeeper> keepers() {
    return nodes.stream().map(one -> new BrokerKeeper(one.address, one.broker, KEPT)).toList();
  }

  @Override
  public void close() {
    publishers.forEach(BrokerPublisher::close);
    for (Node node : nodes) {
      await(node.broker.close().transform(v -> node.vertx.close()));
    }
    nodes.clear();
  }
}
