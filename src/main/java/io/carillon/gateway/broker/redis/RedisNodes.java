package io.carillon.gateway.broker.redis;

import io.carillon.gateway.cluster.NodeIdentity;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of nodes in Redis, each with a lease that it keeps up by a heartbeat. Confined to the
 * loop of the {@link RedisLink}.
 */
final class RedisNodes {
  private static final Logger LOG = LoggerFactory.getLogger(RedisNodes.class);
  private static final RedisScript BEAT = RedisScript.load(RedisNodes.class, "nodes-beat.lua");
  private static final RedisScript ASK = RedisScript.load(RedisNodes.class, "nodes-ask.lua");
  private static final RedisScript LEAVE = RedisScript.load(RedisNodes.class, "nodes-leave.lua");
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final long BEAT_MILLIS = 1_000;

  /** The list is one for all, so it has to be in some shard. */
  static final int SHARD = 0;

  private final RedisLink link;
  private final NodeIdentity self;
  private final String list;
  private final String channels;
  private final Consumer<Set<String>> onList;
  private Map<String, String> there = Map.of();
  private long timer = -1;

  /**
   * @param onList told of the nodes that are there, with each heartbeat
   */
  RedisNodes(RedisLink link, NodeIdentity self, Consumer<Set<String>> onList) {
    this.link = link;
    this.self = self;
    this.list = link.shards().name(SHARD, "nodes");
    this.channels = link.shards().name(SHARD, "node:");
    this.onList = onList;
  }

  /** Done when the others find this node, which hears what they send from then on. */
  Future<Void> join(Hearer hearer) {
    return link.subscribe(SHARD, channels + self.uid(), hearer)
        .compose(subscribed -> beat())
        .onSuccess(
            listed ->
                timer =
                    link.vertx()
                        .setPeriodic(
                            BEAT_MILLIS,
                            any ->
                                beat()
                                    .onFailure(
                                        cause -> LOG.debug("no heartbeat to Redis", cause))));
  }

  /** The others do not look for this node any longer. */
  Future<Void> leave() {
    link.vertx().cancelTimer(timer);
    link.unsubscribe(channels + self.uid());
    return link.run(LEAVE, SHARD, list, self.uid()).mapEmpty();
  }

  /**
   * Sends a message to all other nodes that are there.
   *
   * @return the nodes, and how many heard it of each: one, or none
   */
  Future<Map<String, Asked>> sendAll(Buffer message) {
    return link.run(
            ASK, SHARD, list, self.uid(), link.publishCommand(SHARD), channels, message.getBytes())
        .map(
            reply -> {
              // Only those are counted that hear it from the server that was asked.
              boolean isCounted = !link.isBroadcast(SHARD);
              Map<String, Asked> asked = new LinkedHashMap<>();
              for (int i = 0; i < reply.size(); i += 3) {
                boolean heard = !isCounted || reply.get(i + 2).toInteger() > 0;
                asked.put(reply.get(i).toString(), new Asked(name(reply.get(i + 1)), heard));
              }
              return asked;
            });
  }

  /** Whether a node is there; asks Redis when it has not been seen before. */
  Future<Boolean> knows(String node) {
    return there.containsKey(node)
        ? Future.succeededFuture(true)
        : beat().map(listed -> there.containsKey(node));
  }

  /** Sends a message to one node, whether it is there or not. */
  Future<Void> send(String node, Buffer message) {
    return link.publish(SHARD, channels + node, message.getBytes());
  }

  private Future<Void> beat() {
    String told = new JsonObject().put("name", self.name()).put("version", self.version()).encode();
    return link.run(BEAT, SHARD, list, self.uid(), told, LEASE.toMillis())
        .map(
            reply -> {
              Map<String, String> now = new LinkedHashMap<>();
              for (int i = 0; i < reply.size(); i += 2) {
                now.put(reply.get(i).toString(), name(reply.get(i + 1)));
              }
              compare(now);
              return null;
            });
  }

  private void compare(Map<String, String> now) {
    now.forEach(
        (node, name) -> {
          if (!there.containsKey(node) && !node.equals(self.uid())) {
            LOG.info("node joined name={} node={} nodes={}", name, node, now.size());
          }
        });
    there.forEach(
        (node, name) -> {
          if (!now.containsKey(node)) {
            LOG.warn("node left name={} node={} nodes={}", name, node, now.size());
          }
        });
    there = now;
    onList.accept(now.keySet());
  }

  private static String name(Response told) {
    return new JsonObject(told.toString()).getString("name", "");
  }

  /**
   * A node that was sent a message.
   *
   * @param heard whether it was subscribed to what is sent to it, or that is not known
   */
  record Asked(String name, boolean heard) {}
}
