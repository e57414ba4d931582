package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.channel.Channel;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link PresenceSteps} as scripts, for one shard. What the key of a shard holds and what each
 * script answers stands in the scripts.
 */
final class PresenceScripts implements PresenceSteps {
  private static final RedisScript CHANGE = load("presence-change.lua");
  private static final RedisScript BEAT = load("presence-beat.lua");
  private static final RedisScript REAP = load("presence-reap.lua");
  private static final RedisScript READ = load("presence-read.lua");

  /** A node that is gone for longer than it takes to come back leaves nothing. */
  private static final long LEFT_BEHIND_MILLIS = Duration.ofMinutes(30).toMillis();

  private static final int MOST_REAPED = 200;

  private final RedisLink link;
  private final Insistence insistence;
  private final int shard;
  private final String node;
  private final String key;
  private final long leaseMillis;

  PresenceScripts(RedisLink link, Insistence insistence, int shard, String node, Duration lease) {
    this.link = link;
    this.insistence = insistence;
    this.shard = shard;
    this.node = node;
    this.key = link.shards().name(shard, "presence");
    this.leaseMillis = lease.toMillis();
  }

  @Override
  public Future<Standing> change(
      long number, long known, List<PresenceRoster.Key> going, List<PresenceEntry> coming) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(node, number, known, leaseMillis, LEFT_BEHIND_MILLIS, going.size()));
    for (PresenceRoster.Key one : going) {
      arguments.add(PresenceEntry.beginning(one.channel(), one.client()));
    }
    for (PresenceEntry one : coming) {
      arguments.add(PresenceEntry.beginning(one.channel(), one.info().client()).length);
      arguments.add(one.bytes());
    }
    return insist(CHANGE, arguments.toArray()).map(reply -> standing(reply.toInteger()));
  }

  @Override
  public Future<Beat> beat(long known) {
    return run(BEAT, node, known, leaseMillis, LEFT_BEHIND_MILLIS, leaseMillis / 2)
        .map(
            reply ->
                new Beat(
                    standing(reply.get(0).toInteger()),
                    reply.stream().skip(1).map(Response::toString).toList()));
  }

  @Override
  public Future<List<PresenceEntry>> reap(String gone) {
    return run(REAP, gone, MOST_REAPED).map(PresenceScripts::entries);
  }

  /** Everybody in a channel of the shard. */
  Future<List<PresenceEntry>> read(Channel channel) {
    return insist(READ, PresenceEntry.beginning(channel), "list").map(PresenceScripts::entries);
  }

  /** How many are in a channel of the shard. */
  Future<Presence.Count> count(Channel channel) {
    return insist(READ, PresenceEntry.beginning(channel), "count")
        .map(reply -> new Presence.Count(reply.get(0).toInteger(), reply.get(1).toInteger()));
  }

  private Future<Response> run(RedisScript script, Object... arguments) {
    return link.run(script, shard, key, arguments);
  }

  private Future<Response> insist(RedisScript script, Object... arguments) {
    return insistence.ask(shard, () -> run(script, arguments));
  }

  private static List<PresenceEntry> entries(Response reply) {
    return reply.stream().map(one -> PresenceEntry.read(one.toBytes())).toList();
  }

  private static Standing standing(int code) {
    return switch (code) {
      case 1 -> Standing.KNOWN;
      case 0 -> Standing.LOST;
      case -1 -> Standing.GONE;
      default -> throw new IllegalStateException("overtaken by a later change of the same node");
    };
  }

  private static RedisScript load(String name) {
    return RedisScript.load(PresenceScripts.class, "presence.lua", name);
  }
}
