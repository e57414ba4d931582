package io.carillon.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Asks any node of a Redis Cluster which of them has the slots of our shards. */
final class ClusterDirectory implements Directory {
  private final Dialer dialer;
  private final int shards;
  private final long timeoutMillis;

  /** Of the configuration. */
  private final List<RedisAddress> seeds;

  /** All nodes that the last answer named. */
  private Set<RedisAddress> named = Set.of();

  ClusterDirectory(Dialer dialer, List<RedisAddress> seeds, int shards, long timeoutMillis) {
    this.dialer = dialer;
    this.shards = shards;
    this.timeoutMillis = timeoutMillis;
    this.seeds = seeds;
  }

  @Override
  public Future<List<RedisAddress>> locate(List<Wire> open) {
    List<Wire> shuffled = new ArrayList<>(open);
    Collections.shuffle(shuffled); // one that is cut off from the others is not asked every time
    Set<RedisAddress> known = new LinkedHashSet<>(seeds);
    known.addAll(named);
    return askOpen(shuffled, 0).recover(none -> dialAndAsk(List.copyOf(known), 0));
  }

  private Future<List<RedisAddress>> askOpen(List<Wire> open, int index) {
    if (index == open.size()) {
      return Future.failedFuture(RedisFailure.notSent("no node of the cluster answers"));
    }
    return ask(open.get(index)).recover(cause -> askOpen(open, index + 1));
  }

  private Future<List<RedisAddress>> dialAndAsk(List<RedisAddress> addresses, int index) {
    return dialer
        .dial(addresses.get(index))
        .compose(wire -> ask(wire).onComplete(any -> wire.end("asked")))
        .recover(
            cause ->
                index + 1 < addresses.size()
                    ? dialAndAsk(addresses, index + 1)
                    : Future.failedFuture(cause));
  }

  private Future<List<RedisAddress>> ask(Wire wire) {
    Future<Response> state = wire.ask(Request.cmd(Command.CLUSTER).arg("INFO"));
    Future<Response> slots = wire.ask(Request.cmd(Command.CLUSTER).arg("SLOTS"));
    return Future.all(state, slots)
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .compose(
            both ->
                // A node that is cut off knows no better than we do.
                state.result().toString().contains("cluster_state:ok")
                    ? Future.succeededFuture(read(slots.result(), wire.address()))
                    : Future.failedFuture(RedisFailure.notSent("the cluster is down")));
  }

  private List<RedisAddress> read(Response ranges, RedisAddress asked) {
    RedisAddress[] owners = new RedisAddress[shards];
    Set<RedisAddress> nodes = new LinkedHashSet<>();
    for (Response range : ranges) {
      RedisAddress owner = address(range.get(2), asked);
      for (int node = 2; node < range.size(); node++) {
        nodes.add(address(range.get(node), asked));
      }
      for (int shard = 0; shard < shards; shard++) {
        int slot = Shards.slot(shard);
        if (slot >= range.get(0).toInteger() && slot <= range.get(1).toInteger()) {
          owners[shard] = owner;
        }
      }
    }
    named = nodes;
    return Arrays.asList(owners);
  }

  // A node that does not know its own address leaves it out: it is the one that was asked.
  private static RedisAddress address(Response node, RedisAddress asked) {
    String host = node.get(0) == null ? "" : node.get(0).toString();
    return new RedisAddress(host, node.get(1).toInteger()).seenFrom(asked);
  }
}
