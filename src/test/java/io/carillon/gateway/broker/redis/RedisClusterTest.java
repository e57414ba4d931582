package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Opened;
import io.carillon.gateway.testkit.RedisBinary;
import io.carillon.gateway.testkit.RedisCluster;
import io.carillon.gateway.testkit.RedisSentinels;
import io.carillon.gateway.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Streams whose shards are with several servers, or move from one to another. */
@Execution(ExecutionMode.CONCURRENT)
class RedisClusterTest {
  private static final Retention KEPT = new Retention(10_000, Duration.ofMinutes(5));
  private static final int CHANNELS = 30;
  @RegisterExtension final Opened open = new Opened();
  private RedisNode publisher;
  private RedisNode subscriber;

  @Test
  void channelsOfAllServersAreHeardInOrder() {
    RedisCluster cluster = open.add(RedisCluster.start());
    begin(servers(cluster.nodes()), "mode=cluster");
    int round = publishRounds(0, 10);

    awaitHeard(round);
  }

  @Test
  @Tag("faults")
  void slotThatMovesTakesItsChannelsAlong() {
    RedisCluster cluster = open.add(RedisCluster.start());
    begin(servers(cluster.nodes()), "mode=cluster");
    int round = publishRounds(0, 5);
    for (int shard = 0; shard < 64; shard += 16) {
      int slot = Shards.slot(shard);
      RedisServer owner = cluster.ownerOf(slot);
      RedisServer next =
          cluster.nodes().get((cluster.nodes().indexOf(owner) + 1) % cluster.nodes().size());
      cluster.moveSlot(slot, next);
      round = publishRounds(round, 2);
    }
    round = publishRounds(round, 5);

    awaitHeard(round);
  }

  /** A server that has no shard any longer takes nothing along that another one has. */
  @Test
  void slotThatMovesBackIsProbedWhereItIs() {
    RedisCluster cluster = open.add(RedisCluster.start());
    begin(servers(cluster.nodes()), "mode=cluster", "timeout=500ms");
    publishRounds(0, 1);
    int slot = Shards.slot(0); // the lowest shard of both
    RedisServer first = cluster.ownerOf(slot);
    RedisServer other =
        cluster.nodes().get((cluster.nodes().indexOf(first) + 1) % cluster.nodes().size());
    cluster.moveSlot(slot, other);
    publishRounds(1, 1);
    awaitProbes(other);
    cluster.moveSlot(slot, first);
    publishRounds(2, 1);

    awaitProbes(first);
  }

  @Test
  void channelsGoOnWhileTheirSlotIsOnItsWay() {
    RedisCluster cluster = open.add(RedisCluster.start());
    begin(servers(cluster.nodes()), "mode=cluster");
    int round = publishRounds(0, 3);
    int shard = publisher.link.shards().of(channels().get(0).name());
    String slot = Integer.toString(Shards.slot(shard));
    RedisServer from = cluster.ownerOf(Shards.slot(shard));
    RedisServer to =
        cluster.nodes().get((cluster.nodes().indexOf(from) + 1) % cluster.nodes().size());
    to.call("CLUSTER", "SETSLOT", slot, "IMPORTING", (String) from.call("CLUSTER", "MYID"));
    from.call("CLUSTER", "SETSLOT", slot, "MIGRATING", (String) to.call("CLUSTER", "MYID"));
    for (Object key : (List<?>) from.call("CLUSTER", "GETKEYSINSLOT", slot, "1000")) {
      from.call("MIGRATE", "127.0.0.1", Integer.toString(to.port()), (String) key, "0", "5000");
    }

    round = publishRounds(round, 3); // with its keys there, and its subscribers still here
    for (RedisServer each : List.of(to, from)) {
      each.call("CLUSTER", "SETSLOT", slot, "NODE", (String) to.call("CLUSTER", "MYID"));
    }
    round = publishRounds(round, 3);

    awaitHeard(round);
  }

  @Test
  void clusterWithoutShardedChannelsBroadcastsThem() {
    RedisCluster cluster = open.add(RedisCluster.start(RedisBinary.BROUGHT, false));
    begin(servers(cluster.nodes()), "mode=cluster");
    int round = publishRounds(0, 10);

    awaitHeard(round);
  }

  @Test
  @Tag("faults")
  void primaryThatDiesIsReplacedByItsReplica() {
    RedisCluster cluster = open.add(RedisCluster.startReplicated());
    begin(servers(cluster.nodes()), "mode=cluster", "patience=20s");
    int round = publishRounds(0, 5);
    cluster.nodes().get(0).awaitFollowed();
    cluster.nodes().get(0).kill();
    round = publishRounds(round, 5);

    awaitHeard(round);
  }

  @Test
  @Tag("faults")
  void sentinelsSayWhoIsThePrimaryNow() {
    RedisSentinels sentinels = open.add(RedisSentinels.start());
    begin(
        servers(sentinels.sentinels()),
        "mode=sentinel",
        "sentinel.primary=" + RedisSentinels.NAME,
        "patience=20s");
    int round = publishRounds(0, 5);
    sentinels.awaitInStep();
    sentinels.primary().kill();
    round = publishRounds(round, 5);

    awaitHeard(round);
  }

  // Both nodes hear what they publish through the lowest shard there.
  private void awaitProbes(RedisServer where) {
    String name = subscriber.link.shards().name(0, "probe:");
    Await.until(
        () ->
            ((List<?>) where.call("PUBSUB", "SHARDCHANNELS", "*"))
                    .stream().filter(channel -> channel.toString().startsWith(name)).count()
                == 2,
        () -> "no probes at " + where.port());
  }

  private void begin(String... settings) {
    publisher = open.add(RedisNode.start(settings));
    subscriber = open.add(RedisNode.start(settings));
    for (Channel channel : channels()) {
      await(subscriber.broker.subscribe(channel, KEPT));
    }
  }

  private int publishRounds(int from, int rounds) {
    for (int round = from; round < from + rounds; round++) {
      int number = round;
      channels().stream()
          .map(channel -> publisher.tryPublish(channel, Integer.toString(number), KEPT))
          .toList()
          .forEach(Await::await);
    }
    return from + rounds;
  }

  private void awaitHeard(int rounds) {
    Await.until(
        () -> subscriber.texts().size() >= rounds * CHANNELS,
        () -> "heard " + subscriber.heard.size() + " of " + rounds * CHANNELS);
    List<String> all = IntStream.range(0, rounds).mapToObj(Integer::toString).toList();
    for (Channel channel : channels()) {
      assertEquals(all, subscriber.texts(channel));
    }
  }

  private static List<Channel> channels() {
    return IntStream.range(0, CHANNELS).mapToObj(i -> new Channel("spread:" + i)).toList();
  }

  private static String servers(List<RedisServer> servers) {
    return servers.stream()
        .map(server -> "127.0.0.1:" + server.port())
        .collect(Collectors.joining(", ", "servers=[", "]"));
  }
}
