package io.carillon.gateway.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Nodes of one gateway in this process, on loopback. */
public final class TestNodes implements AutoCloseable {
  /**
   * A dozen at once, in a JVM that has started none before, were seen to take 15 s of processor
   * time: on one that is slow and busy that is a minute and more.
   */
  private static final int DEADLINE_SECONDS = 50;

  private static final int SECONDS_FOR_EACH = 10;

  private final List<TestNode> nodes = new ArrayList<>();
  private List<List<String>> settings = List.of();

  /** Where there is one. */
  private RedisServer redis;

  /** Before the Redis, one for each node. */
  private final List<TcpRelay> relays = new ArrayList<>();

  private TestNodes() {}

  /** What makes one gateway of the nodes. */
  public enum Joined {
    /** It says who is there, and keeps what is kept. */
    BY_HAZELCAST,
    /** The same. */
    BY_REDIS,
    /** Hazelcast says who is there, and Redis keeps what is kept. */
    BY_BOTH
  }

  /** Starts nodes one after the other, each with these settings on top, {@code key=value}. */
  public static TestNodes start(int size, String... settings) {
    return start(Joined.BY_HAZELCAST, size, settings);
  }

  /** The same, joined in one way or another. */
  public static TestNodes start(Joined joined, int size, String... settings) {
    TestNodes nodes = new TestNodes();
    List<List<String>> all =
        joined == Joined.BY_REDIS ? names(size) : members(size, "test-" + UUID.randomUUID());
    try {
      if (joined != Joined.BY_HAZELCAST) {
        nodes.redis = RedisServer.start();
        all.forEach(one -> one.addAll(nodes.behindARelay()));
      }
      all.forEach(one -> one.addAll(List.of(settings)));
      nodes.start(all, 1);
      return nodes;
    } catch (RuntimeException | Error failure) {
      nodes.close();
      throw failure;
    }
  }

  /** Starts nodes all at once. */
  public static TestNodes startAtOnce(int size, String... settings) {
    List<List<String>> all = members(size, "test-" + UUID.randomUUID());
    all.forEach(one -> one.addAll(List.of(settings)));
    TestNodes nodes = new TestNodes();
    nodes.start(all, size);
    return nodes;
  }

  private void start(List<List<String>> all, int atOnce) {
    settings = all;
    int deadline = DEADLINE_SECONDS + (atOnce - 1) * SECONDS_FOR_EACH;
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<TestNode>> started = new ArrayList<>();
      for (List<String> one : all) {
        started.add(threads.submit(() -> TestNode.start(deadline, one.toArray(String[]::new))));
      }
      take(started);
    } finally {
      threads.shutdown();
    }
  }

  // Takes all that have come up before it tells that one has not.
  private void take(List<Future<TestNode>> started) {
    IllegalStateException failure = null;
    for (Future<TestNode> one : started) {
      try {
        nodes.add(one.get());
      } catch (ExecutionException failed) {
        failure = new IllegalStateException(failed.getCause());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        failure = new IllegalStateException(interrupted);
      }
    }
    if (failure != null) {
      close();
      throw failure;
    }
  }

  private static List<List<String>> names(int size) {
    List<List<String>> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.add(new ArrayList<>(List.of("node.name=n" + (i + 1))));
    }
    return all;
  }

  private static List<List<String>> members(int size, String name) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      ports.add(Ports.free());
    }
    String members =
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",", "[", "]"));
    List<List<String>> all = names(size);
    for (int i = 0; i < size; i++) {
      all.get(i)
          .addAll(
              ProcessCluster.settings(name, "127.0.0.1", ports.get(i), Ports.free(), 0, members));
    }
    return all;
  }

  private List<String> behindARelay() {
    TcpRelay relay = TcpRelay.before(redis.port());
    relays.add(relay);
    return List.of("broker.type=redis", "broker.redis.servers=[127.0.0.1:" + relay.port() + "]");
  }

  /** The Redis that they share; null where there is none. */
  public RedisServer redis() {
    return redis;
  }

  /** What stands between a node and Redis. */
  public TcpRelay relay(int index) {
    return relays.get(index);
  }

  public List<NodeAddress> addresses() {
    List<NodeAddress> addresses = new ArrayList<>();
    for (TestNode node : nodes) {
      addresses.add(NodeAddress.of("n" + (addresses.size() + 1), node));
    }
    return addresses;
  }

  public TestNode node(int index) {
    return nodes.get(index);
  }

  /** Takes a node down and starts it anew, with these settings on top; its ports are others. */
  public TestNode restart(int index, String... more) {
    nodes.get(index).close();
    nodes.stream().filter(node -> node != nodes.get(index)).forEach(this::awaitThatOneHasLeft);
    List<String> all = new ArrayList<>(settings.get(index));
    all.addAll(List.of(more));
    nodes.set(index, TestNode.start(all.toArray(String[]::new)));
    return nodes.get(index);
  }

  // Who comes back sooner than the others miss it is taken for the one that was there, and waits
  // for seconds: a JVM that starts takes longer than that.
  private void awaitThatOneHasLeft(TestNode other) {
    String members = "carillon_cluster_nodes";
    Await.until(
        () -> Exposed.find(other, members).map(count -> count < nodes.size()).orElse(true),
        () -> members + " is " + Exposed.find(other, members));
  }

  @Override
  public void close() {
    // All at once, or each waits for what those that stay make of its leave.
    nodes.forEach(node -> node.node().close());
    nodes.forEach(TestNode::close);
    relays.forEach(TcpRelay::close);
    if (redis != null) {
      redis.close();
    }
  }
}
