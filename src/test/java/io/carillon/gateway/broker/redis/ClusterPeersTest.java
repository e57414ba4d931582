package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RedisCluster;
import io.carillon.gateway.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Presence and questions where the shards are with several servers, and move. */
class ClusterPeersTest {
  private static final List<Channel> ROOMS =
      IntStream.range(0, 40).mapToObj(i -> new Channel("room-" + i)).toList();

  @Test
  void clientsAndNodesOfAClusterAreKnownToAllAlsoAfterASlotHasMoved() {
    try (RedisCluster cluster = RedisCluster.start();
        RedisPeer one = peer(cluster, "one");
        RedisPeer other = peer(cluster, "other")) {
      ROOMS.forEach(room -> one.enter(room, "a"));
      ROOMS.forEach(room -> other.enter(room, "b"));
      assertEquals(2 * ROOMS.size(), present(one));
      assertEquals(2, await(other.calls().askAll("who", new JsonObject(), it -> it)).size());

      int slot = Shards.slot(one.link().shards().of(ROOMS.get(0).name()));
      RedisServer owner = cluster.ownerOf(slot);
      cluster.moveSlot(
          slot, cluster.nodes().stream().filter(node -> node != owner).findFirst().orElseThrow());
      one.enter(ROOMS.get(0), "c");

      Await.until(() -> present(other) == 2 * ROOMS.size() + 1, () -> "present " + present(other));
      assertEquals(List.of(), one.toldSoFar());
      assertEquals(List.of(), other.toldSoFar());
    }
  }

  private static RedisPeer peer(RedisCluster cluster, String name) {
    RedisPeer peer =
        new RedisPeer(name, cluster.nodes().get(0).port(), "broker.redis.mode=cluster")
            .withPresence()
            .withCalls();
    peer.calls().answer("who", question -> Future.succeededFuture(new JsonObject()));
    return peer;
  }

  private static int present(RedisPeer peer) {
    return ROOMS.stream()
        .mapToInt(
            room -> peer.presence().count(room).map(count -> count.clients()).otherwise(0).await())
        .sum();
  }
}
