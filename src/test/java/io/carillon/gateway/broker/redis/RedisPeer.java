package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;

import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.PresenceListener;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.RedisConfig;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a node has of Redis, without the gateway: its link, its presence, its questions. */
final class RedisPeer implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(1);
  private static final int DEADLINE_SECONDS = 50;

  private final Vertx vertx;
  private final RedisLink link;
  private final RedisPresence presence;
  private final RedisCalls calls;
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  /** Joins a Redis that listens on a port of loopback. */
  RedisPeer(String name, int port, String... settings) {
    vertx = Vertx.vertx();
    NodeIdentity self = NodeIdentity.of(name, "test");
    RedisConfig config = config(port, settings);
    link = new RedisLink(vertx, config);
    presence = new RedisPresence(link, self, config.patience(), LEASE);
    calls = new RedisCalls(link, self);
    await(link.open());
  }

  static RedisConfig config(int port, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("broker.redis.servers=[127.0.0.1:" + port + "]");
    return ConfigLoader.load(Optional.empty(), all, Map.of()).broker().redis();
  }

  RedisPeer withPresence() {
    await(
        presence.start(
            new PresenceListener() {
              @Override
              public void onGone(Channel channel, ClientInfo info) {
                told.add("gone " + info.client());
              }

              @Override
              public void onBack(Channel channel, ClientInfo info) {
                told.add("back " + info.client());
              }

              @Override
              public void onSeenAgain(Channel channel, ClientInfo info) {
                told.add("seen again " + info.client());
              }
            }));
    return this;
  }

  RedisPeer withCalls() {
    await(calls.start());
    return this;
  }

  RedisLink link() {
    return link;
  }

  Presence presence() {
    return presence;
  }

  RedisCalls calls() {
    return calls;
  }

  void enter(Channel channel, String client) {
    await(presence.add(channel, new ClientInfo(client, "u", null, null)));
  }

  /** The next thing that the listener of its presence is told. */
  String told() {
    try {
      String next = told.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing was told");
      }
      return next;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** What it was told and nobody has asked for. */
  List<String> toldSoFar() {
    return List.copyOf(told);
  }

  /** Ends as a process does that is killed: nobody is told. */
  @Override
  public void close() {
    await(link.close());
    await(vertx.close());
  }
}
