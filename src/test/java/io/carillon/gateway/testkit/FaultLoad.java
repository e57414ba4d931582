package io.carillon.gateway.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on while something is broken: backends and clients at every node, on channels of their
 * own. For one thread.
 */
public final class FaultLoad implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultLoad.class);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration SOON = Duration.ofSeconds(3);

  /** Publications a second; each waits for the answer to the one before. */
  private static final int MOST_PER_PUBLISHER = 100;

  private static final Duration SETTLE = Duration.ofSeconds(45);

  private final String name;
  private final Plan plan;
  private final List<String> channels = new ArrayList<>();
  private final List<NumberPublisher> publishers = new ArrayList<>();
  private final List<Witness> witnesses = new ArrayList<>();

  /**
   * How much goes on.
   *
   * @param streams channels with history
   * @param lives channels without
   * @param perSecond publications to the channels with history; those without get a quarter of it
   *     on top
   * @param patience of a publisher with one answer
   * @param retries whether some of the publishers try again elsewhere what they do not know of
   * @param silence that clients bear
   * @param roams whether clients go to another node when theirs is lost; else they wait for it
   */
  public record Plan(
      int streams,
      int lives,
      int perSecond,
      Duration patience,
      boolean retries,
      Duration silence,
      boolean roams) {
    /** A few streams, 150 publications a second, clients that bear what real ones do. */
    public static Plan moderate() {
      return new Plan(4, 3, 120, Duration.ofSeconds(30), true, Duration.ofSeconds(35), true);
    }

    /** Publishers wait only so long for an answer. */
    public Plan patience(Duration patience) {
      return new Plan(streams, lives, perSecond, patience, retries, silence, roams);
    }

    /** Clients stay with their node, come what may. */
    public Plan loyal() {
      return new Plan(streams, lives, perSecond, patience, false, silence, false);
    }

    /** So many streams, and so many publications a second to them. */
    public Plan of(int streams, int perSecond) {
      return new Plan(streams, lives, perSecond, patience, retries, silence, roams);
    }
  }

  private FaultLoad(String name, Plan plan) {
    this.name = name + "-" + COUNT.incrementAndGet();
    this.plan = plan;
  }

  /** Lets clients subscribe at every node, and then backends publish to every node. */
  public static FaultLoad start(String name, List<NodeAddress> nodes, Plan plan) {
    FaultLoad load = new FaultLoad(name, plan);
    IntStream.range(0, plan.streams).forEach(i -> load.channels.add("s:" + load.name + "-" + i));
    List<String> streams = List.copyOf(load.channels);
    IntStream.range(0, plan.lives).forEach(i -> load.channels.add("live:" + load.name + "-" + i));
    try {
      for (int i = 0; i < nodes.size(); i++) {
        load.witnesses.add(
            Witness.start(
                load.name + "@" + nodes.get(i),
                plan.roams ? from(nodes, i) : List.of(nodes.get(i)),
                load.channels,
                plan.silence));
      }
      load.witnesses.forEach(Witness::awaitSubscribed);
      load.publish(nodes, streams);
      return load;
    } catch (RuntimeException | Error failure) {
      load.close();
      throw failure;
    }
  }

  // At each node some that only ask there and, when wanted, some that ask elsewhere when in doubt.
  private void publish(List<NodeAddress> nodes, List<String> streams) {
    int kinds = plan.retries ? 2 : 1;
    int share = Math.max(1, plan.perSecond / nodes.size() / kinds);
    int many = 1 + share / MOST_PER_PUBLISHER;
    for (int i = 0; i < nodes.size(); i++) {
      List<NodeAddress> home = List.of(nodes.get(i));
      for (int each = 0; each < many; each++) {
        publishers.add(
            NumberPublisher.start(
                new NumberPublisher.Plan(home, share / many, plan.patience, false), streams));
        if (plan.retries) {
          publishers.add(
              NumberPublisher.start(
                  new NumberPublisher.Plan(from(nodes, i), share / many, SOON, true), streams));
        }
      }
      if (plan.lives > 0) {
        List<String> lives = channels.subList(plan.streams, channels.size());
        publishers.add(
            NumberPublisher.start(
                new NumberPublisher.Plan(home, Math.max(1, share / 2), plan.patience, false),
                lives));
      }
    }
  }

  private static List<NodeAddress> from(List<NodeAddress> nodes, int first) {
    List<NodeAddress> order = new ArrayList<>(nodes);
    Collections.rotate(order, -first);
    return order;
  }

  /** Lets so many more publications be acknowledged by each publisher of these nodes. */
  public void awaitAcknowledged(Collection<NodeAddress> nodes, int more) {
    Map<NumberPublisher, Long> goals = new HashMap<>();
    for (NumberPublisher publisher : publishers) {
      if (nodes.contains(publisher.home())) {
        goals.put(publisher, publisher.acknowledged() + more);
      }
    }
    Await.until(
        SETTLE,
        () -> goals.entrySet().stream().allMatch(each -> isReached(each.getKey(), each.getValue())),
        () -> "no " + more + " more acknowledged: " + stuck(goals));
  }

  private static boolean isReached(NumberPublisher publisher, long goal) {
    return publisher.acknowledged() >= goal;
  }

  private static List<String> stuck(Map<NumberPublisher, Long> goals) {
    return goals.entrySet().stream()
        .filter(each -> !isReached(each.getKey(), each.getValue()))
        .map(
            each ->
                each.getKey().id()
                    + " at "
                    + each.getKey().home()
                    + " after "
                    + last(each.getKey().sent()))
        .toList();
  }

  private static SentNumber last(List<SentNumber> sent) {
    return sent.isEmpty() ? null : sent.get(sent.size() - 1);
  }

  /** Publications acknowledged each second, from the first to the last so far. */
  public long acknowledgedPerSecond() {
    LongSummaryStatistics times =
        sent().stream()
            .filter(SentNumber::isAcknowledged)
            .mapToLong(SentNumber::answeredAt)
            .summaryStatistics();
    long nanos = Math.max(1, times.getMax() - times.getMin());
    return times.getCount() * 1_000_000_000 / nanos;
  }

  /** What all publishers have sent and heard of. */
  public List<SentNumber> sent() {
    return publishers.stream().flatMap(one -> one.sent().stream()).toList();
  }

  /**
   * How long it took after a moment until, on every channel, a publication begun after it was heard
   * by the witness that was the last to hear any.
   *
   * @param since {@code System.nanoTime()}
   * @param listeners at which the witnesses are when they hear
   * @return empty when a channel or a witness has heard nothing since
   */
  public OptionalLong millisUntilHeard(long since, Collection<NodeAddress> listeners) {
    return FaultDelays.millisUntilHeard(since, sent(), witnesses, channels, listeners);
  }

  /** Ends the publishing, waits until nodes and clients agree, and judges. */
  public LossVerdict.Report settle(List<NodeAddress> nodes) {
    return settle(nodes, false);
  }

  /**
   * The same.
   *
   * @param mayFork whether two sides of a split may both have taken publications
   */
  public LossVerdict.Report settle(List<NodeAddress> nodes, boolean mayFork) {
    endPublishing();
    String[] why = new String[1];
    try {
      Await.until(
          SETTLE,
          () -> (why[0] = LossVerdict.unsettled(keepers(nodes), witnesses, channels)) == null,
          () -> "not settled: " + why[0]);
    } catch (AssertionError unsettled) {
      throw alsoJudged(unsettled, nodes, mayFork);
    }
    LossVerdict.Report report = judge(nodes, mayFork);
    LOG.info("judged load={} {}", name, report);
    return report;
  }

  /** Ends the publishing; every outcome is known then. */
  public void endPublishing() {
    publishers.forEach(NumberPublisher::close);
  }

  /** Judges what is there now. */
  LossVerdict.Report judge(List<NodeAddress> nodes, boolean mayFork) {
    LossVerdict.Pardon pardon = mayFork ? LossVerdict.Pardon.FORK : LossVerdict.Pardon.NOTHING;
    List<List<SentNumber>> sent = publishers.stream().map(NumberPublisher::sent).toList();
    return new LossVerdict(keepers(nodes), sent, witnesses, pardon).of(channels);
  }

  private static List<NodeKeeper> keepers(List<NodeAddress> nodes) {
    return nodes.stream().map(NodeKeeper::new).toList();
  }

  // What is not settled is hardly right: both tell more than one.
  private AssertionError alsoJudged(
      AssertionError unsettled, List<NodeAddress> nodes, boolean mayFork) {
    try {
      judge(nodes, mayFork);
    } catch (AssertionError | RuntimeException judged) {
      return new AssertionError(unsettled.getMessage() + "\n" + judged.getMessage(), judged);
    }
    return unsettled;
  }

  /**
   * What was acknowledged at one of these nodes, on channels that keep nothing, and not heard by
   * clients who never left another one of them. To be asked when all has settled.
   */
  public List<String> lossesAmong(Collection<NodeAddress> nodes) {
    List<String> losses = new ArrayList<>();
    List<String> lives = channels.subList(plan.streams, channels.size());
    for (Witness witness : witnesses) {
      for (String channel : lives) {
        List<Heard> heard = witness.heard(channel);
        NodeAddress home = heard.get(0).node();
        if (nodes.contains(home) && heard.stream().allMatch(one -> one.node().equals(home))) {
          Set<SentNumber.Payload> there =
              heard.stream().map(Heard::payload).collect(Collectors.toCollection(HashSet::new));
          sent().stream()
              .filter(one -> one.isAcknowledged() && one.channel().equals(channel))
              .filter(one -> nodes.contains(one.node()) && !there.contains(one.payload()))
              .forEach(one -> losses.add(witness + " missed " + one));
        }
      }
    }
    return losses;
  }

  /** The longest that a publisher at one of these nodes waited for an answer, in milliseconds. */
  public long longestWait(Collection<NodeAddress> nodes) {
    return publishers.stream()
        .filter(one -> nodes.contains(one.home()))
        .flatMap(one -> one.sent().stream())
        .mapToLong(one -> (one.answeredAt() - one.sentAt()) / 1_000_000)
        .max()
        .orElse(0);
  }

  /** What its channels are called by, each with a number behind. */
  public String name() {
    return name;
  }

  /** The clients. */
  public List<Witness> witnesses() {
    return List.copyOf(witnesses);
  }

  @Override
  public void close() {
    // Publishers first: they may throw, and witnesses cost nothing.
    witnesses.forEach(Witness::close);
    endPublishing();
  }
}
