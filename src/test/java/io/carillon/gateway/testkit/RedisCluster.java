package io.carillon.gateway.testkit;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Three primaries that share the slots, each with a replica when wanted. The dead are noticed
 * within a second or two. For one thread.
 */
public final class RedisCluster implements AutoCloseable {
  /** Slots of every cluster. */
  public static final int SLOTS = 16_384;

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int PRIMARIES = 3;
  private static final int MOST_KEYS_AT_ONCE = 1_000;

  private final RedisBinary binary;
  private final List<RedisServer> nodes = new ArrayList<>();

  private RedisCluster(RedisBinary binary) {
    this.binary = binary;
  }

  /** Primaries alone. */
  public static RedisCluster start(String... lines) {
    return start(RedisBinary.ANY, false, lines);
  }

  /** Each primary has a replica, which takes its place. */
  public static RedisCluster startReplicated(String... lines) {
    return start(RedisBinary.ANY, true, lines);
  }

  /** Starts them all, and waits until they are one. */
  public static RedisCluster start(RedisBinary binary, boolean replicated, String... lines) {
    RedisCluster cluster = new RedisCluster(binary);
    try {
      cluster.begin(replicated ? 2 * PRIMARIES : PRIMARIES, lines);
      cluster.meet();
      cluster.shareSlots();
      cluster.awaitWhole();
      if (replicated) {
        cluster.follow();
      }
      return cluster;
    } catch (RuntimeException | Error failure) {
      cluster.close();
      throw failure;
    }
  }

  private void begin(int size, String... lines) {
    for (int i = 0; i < size; i++) {
      List<String> all = new ArrayList<>(List.of(lines));
      all.add("cluster-enabled yes");
      all.add("cluster-node-timeout 1000");
      all.add("cluster-replica-validity-factor 0");
      all.add("repl-diskless-sync-delay 0");
      nodes.add(RedisServer.begin(binary, freePort(), all.toArray(String[]::new)));
    }
    nodes.forEach(RedisServer::awaitReady);
  }

  // Redis 6 hears of the others on a port that it reckons from its own.
  private static int freePort() {
    int port = Ports.free();
    while (!Ports.isFree(port + 10_000)) {
      port = Ports.free();
    }
    return port;
  }

  private void meet() {
    String first = Integer.toString(nodes.get(0).port());
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      nodes.get(i).call("CLUSTER", "MEET", "127.0.0.1", first);
    }
  }

  private void shareSlots() {
    for (int i = 0; i < PRIMARIES; i++) {
      List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      for (int slot = i * SLOTS / PRIMARIES; slot < (i + 1) * SLOTS / PRIMARIES; slot++) {
        command.add(Integer.toString(slot));
      }
      nodes.get(i).call(command.toArray(String[]::new));
    }
  }

  private void follow() {
    for (int i = PRIMARIES; i < nodes.size(); i++) {
      nodes.get(i).call("CLUSTER", "REPLICATE", id(nodes.get(i - PRIMARIES)));
    }
    for (RedisServer replica : nodes.subList(PRIMARIES, nodes.size())) {
      Await.until(
          SOON,
          () -> replica.info("master_link_status").equals("up"),
          () -> "does not follow: " + replica.port());
    }
    String replicas = Integer.toString(nodes.size() - PRIMARIES);
    Await.until(
        SOON,
        () -> nodes.stream().allMatch(one -> replicasKnownBy(one).equals(replicas)),
        () -> "replicas are not known");
  }

  private static String replicasKnownBy(RedisServer node) {
    return Long.toString(
        ((String) node.call("CLUSTER", "NODES"))
            .lines()
            .filter(line -> line.contains("slave"))
            .count());
  }

  /** Waits until all that are alive find all slots served. */
  public void awaitWhole() {
    Await.until(
        SOON,
        () -> nodes.stream().filter(RedisServer::isAlive).allMatch(this::findsAllServed),
        () ->
            "not whole: " + nodes.stream().filter(RedisServer::isAlive).map(this::state).toList());
  }

  private boolean findsAllServed(RedisServer node) {
    String state = state(node);
    return state.contains("cluster_state:ok")
        && state.contains("cluster_known_nodes:" + nodes.size());
  }

  private String state(RedisServer node) {
    try {
      return (String) node.call("CLUSTER", "INFO");
    } catch (UncheckedIOException silent) {
      return "";
    }
  }

  /** All of them, first those that began as primaries. */
  public List<RedisServer> nodes() {
    return List.copyOf(nodes);
  }

  /** Where clients find them. */
  public List<String> urls() {
    return nodes.stream().map(RedisServer::url).toList();
  }

  /** The slot of a key. */
  public int slotOf(String key) {
    return (int) (long) (Long) alive().call("CLUSTER", "KEYSLOT", key);
  }

  /** Who serves a slot now. */
  public RedisServer ownerOf(int slot) {
    for (Object range : (List<?>) alive().call("CLUSTER", "SLOTS")) {
      List<?> fields = (List<?>) range;
      if ((Long) fields.get(0) <= slot && slot <= (Long) fields.get(1)) {
        long port = (Long) ((List<?>) fields.get(2)).get(1);
        return nodes.stream().filter(one -> one.port() == port).findFirst().orElseThrow();
      }
    }
    throw new IllegalStateException("nobody serves slot " + slot);
  }

  private RedisServer alive() {
    return nodes.stream().filter(RedisServer::isAlive).findFirst().orElseThrow();
  }

  /** Moves a slot with its keys, one after the other, while clients go on. */
  public void moveSlot(int slot, RedisServer to) {
    RedisServer from = ownerOf(slot);
    String number = Integer.toString(slot);
    to.call("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
    from.call("CLUSTER", "SETSLOT", number, "MIGRATING", id(to));
    for (List<?> keys = keysIn(from, number); !keys.isEmpty(); keys = keysIn(from, number)) {
      for (Object key : keys) {
        from.call("MIGRATE", "127.0.0.1", Integer.toString(to.port()), (String) key, "0", "5000");
      }
    }
    for (RedisServer each : Arrays.asList(to, from)) {
      each.call("CLUSTER", "SETSLOT", number, "NODE", id(to));
    }
    Await.until(
        SOON, () -> nodes.stream().allMatch(one -> serves(one, slot, to)), () -> "not told");
  }

  private static boolean serves(RedisServer asked, int slot, RedisServer owner) {
    return ((List<?>) asked.call("CLUSTER", "SLOTS"))
        .stream()
            .map(range -> (List<?>) range)
            .filter(range -> (Long) range.get(0) <= slot && slot <= (Long) range.get(1))
            .anyMatch(range -> ((List<?>) range.get(2)).get(1).equals((long) owner.port()));
  }

  private static List<?> keysIn(RedisServer node, String slot) {
    return (List<?>)
        node.call("CLUSTER", "GETKEYSINSLOT", slot, Integer.toString(MOST_KEYS_AT_ONCE));
  }

  private static String id(RedisServer node) {
    return (String) node.call("CLUSTER", "MYID");
  }

  /** Waits until another node than this one serves its slots. */
  public void awaitFailoverFrom(RedisServer old, int slot) {
    Await.until(
        SOON,
        () -> nodes.stream().filter(RedisServer::isAlive).noneMatch(one -> serves(one, slot, old)),
        () -> "still the owner: " + old.port());
    awaitWhole();
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }
}
