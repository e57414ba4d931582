package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.PresenceListener;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.cluster.NodeIdentity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Who is subscribed on any node, kept in Redis. A node has its clients there for as long as it
 * keeps up its lease: afterwards nobody counts them, and one of the others tells that they left.
 * Callable from any thread; everything happens on the loop of the {@link RedisLink}.
 */
public final class RedisPresence implements Presence {
  /** After which a silent node is taken for dead. */
  public static final Duration LEASE = Duration.ofSeconds(10);

  private static final long LOOK_MILLIS = 10;
  private static final long CLOSE_PATIENCE_MILLIS = 3_000;

  private final RedisLink link;
  private final long beatMillis;
  private final PresenceScripts[] scripts;
  private final PresenceRoster[] rosters;

  // What was told may be gone, and leases may be nearly over.
  private final RedisListener servers = this::beat;

  private PresenceListener listener;
  private long timer = -1;

  /**
   * @param patience for how long Redis is asked while it is away
   */
  public RedisPresence(RedisLink link, NodeIdentity self, Duration patience) {
    this(link, self, patience, LEASE);
  }

  RedisPresence(RedisLink link, NodeIdentity self, Duration patience, Duration lease) {
    this.link = link;
    this.beatMillis = lease.toMillis() / 5; // so that one may be lost, and another be late
    int shards = link.shards().count();
    Insistence insistence = new Insistence(link, patience);
    this.scripts = new PresenceScripts[shards];
    this.rosters = new PresenceRoster[shards];
    for (int shard = 0; shard < shards; shard++) {
      scripts[shard] = new PresenceScripts(link, insistence, shard, self.uid(), lease);
    }
  }

  @Override
  public Future<Void> start(PresenceListener toldListener) {
    return link.onLoop(
        () -> {
          listener = toldListener;
          timer = link.vertx().setPeriodic(beatMillis, any -> beat());
          link.listen(servers);
          return Future.succeededFuture();
        });
  }

  @Override
  public Future<Void> add(Channel channel, ClientInfo info) {
    return link.onLoop(() -> roster(channel).enter(channel, info));
  }

  @Override
  public Future<Void> remove(Channel channel, String client) {
    return link.onLoop(() -> roster(channel).leave(channel, client));
  }

  @Override
  public Future<Map<String, ClientInfo>> clients(Channel channel) {
    return link.onLoop(() -> scripts(channel).read(channel))
        .map(
            entries -> {
              Map<String, ClientInfo> clients = new LinkedHashMap<>();
              entries.forEach(entry -> clients.put(entry.info().client(), entry.info()));
              return clients;
            });
  }

  @Override
  public Future<Count> count(Channel channel) {
    return link.onLoop(() -> scripts(channel).count(channel));
  }

  @Override
  public Future<Void> close() {
    return link.onLoop(
        () -> {
          link.vertx().cancelTimer(timer);
          link.ignore(servers);
          return quiet(CLOSE_PATIENCE_MILLIS);
        });
  }

  // The last ones leave while the node goes down: Redis has to hear of it.
  private Future<Void> quiet(long patienceMillis) {
    if (patienceMillis <= 0 || started().allMatch(PresenceRoster::isQuiet)) {
      return Future.succeededFuture();
    }
    Promise<Void> quiet = Promise.promise();
    link.vertx()
        .setTimer(LOOK_MILLIS, any -> quiet(patienceMillis - LOOK_MILLIS).onComplete(quiet));
    return quiet.future();
  }

  private void beat() {
    started().forEach(PresenceRoster::beat);
  }

  private Stream<PresenceRoster> started() {
    return Arrays.stream(rosters).filter(Objects::nonNull);
  }

  private PresenceScripts scripts(Channel channel) {
    return scripts[link.shards().of(channel.name())];
  }

  private PresenceRoster roster(Channel channel) {
    int shard = link.shards().of(channel.name());
    if (rosters[shard] == null) {
      rosters[shard] = new PresenceRoster(scripts[shard], listener);
    }
    return rosters[shard];
  }
}
