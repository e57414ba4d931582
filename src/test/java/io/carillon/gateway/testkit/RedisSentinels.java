package io.carillon.gateway.testkit;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A primary and a replica, with three sentinels that notice within a second or two. For one thread.
 */
public final class RedisSentinels implements AutoCloseable {
  /** What sentinels call the pair. */
  public static final String NAME = "pair";

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int SENTINELS = 3;

  private final List<RedisServer> pair = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  private RedisSentinels() {}

  /** Starts them all, and waits until the sentinels know each other and the replica follows. */
  public static RedisSentinels start(String... lines) {
    RedisSentinels all = new RedisSentinels();
    try {
      all.startPair(lines);
      all.startSentinels();
      return all;
    } catch (RuntimeException | Error failure) {
      all.close();
      throw failure;
    }
  }

  private void startPair(String... lines) {
    List<String> config = new ArrayList<>(List.of(lines));
    config.add("repl-diskless-sync-delay 0");
    pair.add(RedisServer.start(config.toArray(String[]::new)));
    config.add("replicaof 127.0.0.1 " + pair.get(0).port());
    pair.add(RedisServer.start(config.toArray(String[]::new)));
    Await.until(SOON, this::isFollowed, () -> "the replica does not follow");
  }

  private void startSentinels() {
    for (int i = 0; i < SENTINELS; i++) {
      sentinels.add(
          RedisServer.beginSentinel(
              RedisBinary.ANY,
              Ports.free(),
              "sentinel monitor " + NAME + " 127.0.0.1 " + pair.get(0).port() + " 2",
              "sentinel down-after-milliseconds " + NAME + " 1000",
              "sentinel failover-timeout " + NAME + " 5000"));
    }
    sentinels.forEach(RedisServer::awaitReady);
    Await.until(SOON, () -> sentinels.stream().allMatch(this::knowsAll), () -> "not acquainted");
  }

  private boolean isFollowed() {
    return pair.get(1).info("master_link_status").equals("up");
  }

  private boolean knowsAll(RedisServer sentinel) {
    String state = sentinel.info("master0");
    return state.contains("status=ok")
        && state.contains("slaves=1")
        && state.contains("sentinels=" + SENTINELS);
  }

  /** Whichever is primary now, by what the sentinels say. */
  public RedisServer primary() {
    int port = primaryPort();
    return pair.stream().filter(one -> one.port() == port).findFirst().orElseThrow();
  }

  /** The other one. */
  public RedisServer replica() {
    int port = primaryPort();
    return pair.stream().filter(one -> one.port() != port).findFirst().orElseThrow();
  }

  private int primaryPort() {
    List<?> address = (List<?>) sentinels.get(0).call("SENTINEL", "get-master-addr-by-name", NAME);
    return Integer.parseInt((String) address.get(1));
  }

  /** The sentinels. */
  public List<RedisServer> sentinels() {
    return List.copyOf(sentinels);
  }

  /** Where clients find the sentinels. */
  public List<String> urls() {
    return sentinels.stream().map(RedisServer::url).toList();
  }

  /** Waits until another one is the primary, and this one, if it lives, is a replica. */
  public void awaitFailoverFrom(RedisServer old) {
    Await.until(SOON, () -> isReplaced(old), () -> "still the primary: " + old.port());
  }

  private boolean isReplaced(RedisServer old) {
    try {
      return primary() != old
          && primary().info("role").equals("master")
          && (!old.isAlive() || old.info("role").equals("slave"));
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** The replica hears no more of the primary, for as long as the sentinels do not mend that. */
  public void detachReplica() {
    replica().call("REPLICAOF", "127.0.0.1", Integer.toString(Ports.free()));
  }

  /** Waits until the replica has all that the primary has. */
  public void awaitInStep() {
    primary().awaitFollowed();
  }

  @Override
  public void close() {
    sentinels.forEach(RedisServer::close);
    pair.forEach(RedisServer::close);
  }
}
