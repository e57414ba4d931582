package io.carillon.gateway.broker.embedded;

import com.hazelcast.map.IMap;
import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.BrokerHealth;
import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.embedded.state.ChannelState;
import io.carillon.gateway.broker.embedded.state.WhoListens;
import io.carillon.gateway.broker.stream.Home;
import io.carillon.gateway.broker.stream.Lanes;
import io.carillon.gateway.broker.stream.Listening;
import io.carillon.gateway.broker.stream.StreamCounts;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.Membership;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * The streams of a cluster. The state of a channel is on the node that Hazelcast says, with a copy
 * on another; publications go from the node that publishes to those that listen, over the bus.
 * Callable from any thread; everything happens on one loop.
 */
public final class ClusterBroker implements Broker {
  private static final long SECOND_MILLIS = 1_000;

  private static final long CLOSE_PATIENCE_MILLIS = 3_000;
  private static final int MOST_VISITS = 256;

  private final Cluster cluster;
  private final InstantSource clock;
  private final IMap<String, ChannelState> map;
  private final Owners<ChannelState> owners;
  private final Histories histories;

  /** Within which publishers are answered: the owner may live, and yet not get to it. */
  private final Duration answered;

  private final StreamCounts counts = new StreamCounts();
  private Listening listening;
  private Lanes publishing;
  private Peers peers;
  private Rollcall rollcall;
  private long timer = -1;
  private volatile Waiting waiting = new Waiting(0, 0);
  private volatile boolean congested;
  private volatile Losses losses = new Losses(0, 0);

  /**
   * @param patience after which the outcome of a step is unknown
   */
  public ClusterBroker(Cluster cluster, Duration patience) {
    this(cluster, patience, new ClusterClock(cluster.hazelcast().getCluster().getClusterTime()));
  }

  ClusterBroker(Cluster cluster, Duration patience, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
    this.map = cluster.hazelcast().getMap(ClusterMaps.CHANNELS);
    this.owners = new Owners<>(cluster, map, patience);
    this.histories = new Histories(owners, clock);
    this.answered = patience.multipliedBy(2); // one batch waits for the one before
  }

  @Override
  public Future<Void> start(BrokerListener listener) {
    long self = cluster.membership().self();
    return cluster
        .onLoop(
            () -> {
              Home home = new OwnersHome(self, owners, clock);
              listening = new Listening(cluster.vertx(), home, counts, MOST_VISITS, listener);
              peers = new Peers(cluster, listener::hasRoom, listening::take, listening::checkAll);
              publishing = new Lanes(new Publishing(self, owners, clock, this::deliver), counts);
              rollcall = new Rollcall(cluster, () -> listening.tellAllAgain(true));
              timer = cluster.vertx().setPeriodic(SECOND_MILLIS, any -> everySecond());
              cluster.listen(new ClusterChanges(cluster, owners, listening, peers, rollcall));
              rollcall.call();
              return Future.<Void>succeededFuture();
            })
        .compose(started -> warmUp().compose(warm -> cluster.whole()));
  }

  // The first step loads classes and starts the partitions, which takes a while.
  private Future<Void> warmUp() {
    return cluster
        .vertx()
        .<Void>executeBlocking(
            () -> {
              map.executeOnKey("warm-up", new WhoListens());
              return null;
            },
            false)
        .otherwiseEmpty(); // it is asked again when it matters
  }

  @Override
  public Future<StreamPosition> publish(Channel channel, Payload data, PublishOptions options) {
    return cluster.onLoop(
        () ->
            peers.isCongested()
                ? Future.failedFuture(
                    new GatewayException(ErrorCode.TOO_MANY_REQUESTS, "a node is far behind"))
                : publishing.publish(channel, data, options));
  }

  @Override
  public Future<Void> announce(ChannelEvent event) {
    return cluster.onLoop(() -> publishing.announce(event));
  }

  @Override
  public Future<Void> subscribe(Channel channel, Retention retention) {
    return cluster.onLoop(() -> listening.subscribe(channel, retention));
  }

  @Override
  public Future<Void> unsubscribe(Channel channel) {
    return cluster.onLoop(
        () -> {
          listening.unsubscribe(channel);
          return Future.succeededFuture();
        });
  }

  @Override
  public Future<History> history(Channel channel, Retention retention, HistoryQuery query) {
    if (!retention.keeps()) {
      return Future.succeededFuture(History.NONE);
    }
    return cluster.onLoop(() -> histories.read(channel, retention, query));
  }

  @Override
  public Future<Void> removeHistory(Channel channel) {
    return cluster.onLoop(() -> histories.clear(channel));
  }

  @Override
  public Future<Long> time(Channel channel) {
    return Future.succeededFuture(clock.millis());
  }

  @Override
  public Future<Void> close() {
    return cluster.onLoop(
        () -> {
          cluster.vertx().cancelTimer(timer);
          rollcall.stop();
          return publishing.idle(cluster.vertx(), CLOSE_PATIENCE_MILLIS);
        });
  }

  @Override
  public BrokerHealth health() {
    Membership membership = cluster.membership();
    String trouble = String.join("; ", membership.objections());
    if (!membership.hasQuorum()) {
      return BrokerHealth.down(trouble);
    }
    if (!trouble.isEmpty()) {
      return BrokerHealth.degraded(trouble);
    }
    int unheard = cluster.counts().unheard();
    if (unheard > 0) {
      return BrokerHealth.degraded("nodes unheard over the bus: " + unheard);
    }
    return congested
        ? BrokerHealth.degraded("a node is far behind, publishers have to wait")
        : BrokerHealth.ok("nodes: " + membership.alive().length);
  }

  /** What has gone wrong so far, as it was a second ago. */
  public Losses losses() {
    return losses;
  }

  /** The cluster it is in. */
  public Cluster cluster() {
    return cluster;
  }

  /** What happened to its streams. */
  public StreamCounts counts() {
    return counts;
  }

  /** What it asked of the owners of channels. */
  public OwnerCounts steps() {
    return owners.counts();
  }

  /** What other nodes have not confirmed, as it was a second ago. */
  public Waiting waiting() {
    return waiting;
  }

  private void deliver(Channel channel, String epoch, List<ChannelEvent> events, long[] listeners) {
    long self = cluster.membership().self();
    long[] audience = rollcall.audience(listeners);
    for (long node : audience) {
      if (node == self) {
        listening.take(channel, epoch, events);
      }
    }
    peers.send(channel, epoch, events, audience);
  }

  private void everySecond() {
    peers.probe();
    rollcall.call();
    publishing.giveUp(answered);
    listening.checkSome();
    congested = peers.isCongested();
    waiting = peers.waiting();
    losses = new Losses(peers.lost(), counts.repaired());
  }

  /**
   * What has gone wrong.
   *
   * @param lost publications that other nodes sent here and that did not come; those of streams
   *     were repaired
   * @param repaired publications that were read from their stream instead
   */
  public record Losses(long lost, long repaired) {}

  /**
   * Bytes on their way to other nodes.
   *
   * @param bytes to all of them
   * @param mostBytes to the one that is furthest behind
   */
  public record Waiting(long bytes, long mostBytes) {}
}
