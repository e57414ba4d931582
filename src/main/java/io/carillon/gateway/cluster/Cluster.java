package io.carillon.gateway.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import io.carillon.gateway.config.ClusterConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place among the others. Joined once, left by closing {@link #vertx}; callable from
 * any thread.
 */
public final class Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  private static final long WHOLE_NANOS = 10_000_000_000L;
  private static final long WHOLE_LOOK_MILLIS = 20;

  private final String host;
  private final Vertx vertx;
  private final HazelcastInstance hazelcast;
  private final Context context;
  private final Membership membership;
  private final ClusterCounts counts = new ClusterCounts();
  private final NodeBus bus;
  private final BusCalls calls;
  private final Heartbeats heartbeats;
  private final SelfDoubt selfDoubt;
  private final Consent consent;
  private final AbandonedMerge abandonedMerge;
  private final List<ClusterListener> listeners = new CopyOnWriteArrayList<>();
  private final Promise<Void> broken = Promise.promise();
  private volatile boolean leaving;

  Cluster(
      String host,
      Vertx vertx,
      HazelcastInstance hazelcast,
      ClusterConfig config,
      NodeIdentity self) {
    this.host = host;
    this.vertx = vertx;
    this.hazelcast = hazelcast;
    this.context = vertx.getOrCreateContext();
    this.membership = new Membership(hazelcast, self.id(), config);
    this.bus = new NodeBus(vertx, config.name(), self.id());
    this.calls = new BusCalls(context, bus, membership, counts);
    listeners.add(calls);
    listeners.add(counts);
    this.heartbeats = new Heartbeats(vertx, bus, membership, counts);
    this.selfDoubt =
        new SelfDoubt(
            vertx,
            membership,
            calls,
            config.silence().toNanos(),
            () -> listeners.forEach(ClusterListener::onDoubt));
    this.consent = new Consent(vertx, membership, calls, config.quorum() - 1);
    listeners.add(consent);
    this.abandonedMerge = new AbandonedMerge(vertx, hazelcast, membership, AbandonedMerge.PATIENCE);
  }

  /**
   * Joins the cluster, or begins it.
   *
   * @param options of the Vert.x instance that is made for it
   * @param builder of that instance
   * @param structures declares what the state is kept in, before anything starts
   * @return fails with the reason when that is not possible; nothing is left running then
   */
  public static Future<Cluster> join(
      ClusterConfig config,
      NodeIdentity self,
      VertxOptions options,
      VertxBuilder builder,
      Consumer<Config> structures) {
    return new Joining(config, self).join(options, builder, structures);
  }

  /** The address at which the others reach this node. */
  public String host() {
    return host;
  }

  /** The clustered Vert.x; closing it leaves the cluster. */
  public Vertx vertx() {
    return vertx;
  }

  /** Where the state is. */
  public HazelcastInstance hazelcast() {
    return hazelcast;
  }

  /** The loop on which everything between nodes happens. */
  public Context context() {
    return context;
  }

  /** Who is there. */
  public Membership membership() {
    return membership;
  }

  /** What happened so far. */
  public ClusterCounts counts() {
    return counts;
  }

  /** The way to the other nodes. */
  public NodeBus bus() {
    return bus;
  }

  /** Questions to all nodes. */
  public NodeCalls calls() {
    return calls;
  }

  /** Asks one other node; failed when it does not answer in time. On the loop only. */
  public Future<JsonObject> ask(Peer peer, String kind, JsonObject question) {
    return calls.ask(peer, kind, question);
  }

  /** Does something on the loop of {@link #context}; what it throws is a failure. */
  public <T> Future<T> onLoop(Supplier<Future<T>> step) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        none -> Future.succeededFuture().compose(begun -> step.get()).onComplete(done));
    return done.future();
  }

  /** Done when all of the state has its copy on another node, or after a while. */
  public Future<Void> whole() {
    return vertx
        .<Void>executeBlocking(
            () -> {
              long until = System.nanoTime() + WHOLE_NANOS;
              while (System.nanoTime() < until
                  && !hazelcast.getPartitionService().isClusterSafe()) {
                Thread.sleep(WHOLE_LOOK_MILLIS);
              }
              return null;
            },
            false)
        .otherwiseEmpty();
  }

  /** From now on {@code listener} hears what happens. */
  public void listen(ClusterListener listener) {
    listeners.add(listener);
  }

  /** Fails, with the reason, when this node can no longer be part of the cluster: it has to end. */
  public Future<Void> broken() {
    return broken.future();
  }

  /** The node is about to close {@link #vertx}: what happens from now on is no surprise. */
  public void leaving() {
    leaving = true;
    context.runOnContext(
        none -> {
          heartbeats.stop();
          selfDoubt.stop();
          consent.stop();
          abandonedMerge.stop();
        });
  }

  /** Hears from now on what Hazelcast tells. May block. */
  void watch() {
    hazelcast.getCluster().addMembershipListener(new MemberEvents(this::tell));
    hazelcast
        .getPartitionService()
        .addPartitionLostListener(lost -> tell(ClusterListener::onDoubt));
    hazelcast.getLifecycleService().addLifecycleListener(this::onLifecycle);
  }

  /** Done when the others find this node. */
  Future<Void> begin() {
    Promise<Void> registered = Promise.promise();
    context.runOnContext(
        none -> {
          membership.tick();
          membership.confirm();
          bus.register().onComplete(registered);
          heartbeats.start();
          selfDoubt.start();
          consent.start();
          abandonedMerge.start();
        });
    return registered.future();
  }

  private void onLifecycle(LifecycleEvent event) {
    switch (event.getState()) {
      case MERGING -> {
        LOG.warn("joining the other side of a split");
        membership.beginMerging();
      }
      case MERGED -> {
        LOG.warn("joined the other side of a split");
        context.runOnContext(none -> merged());
      }
      case MERGE_FAILED -> broken.tryFail("the two sides of a split could not be joined");
      case SHUTDOWN -> {
        if (!leaving) {
          broken.tryFail("Hazelcast has ended");
        }
      }
      default -> {}
    }
  }

  // In one task, so that the listeners hold back what would be answered too soon: they do so at
  // once.
  private void merged() {
    membership.endMerging();
    membership.confirm();
    listeners.forEach(ClusterListener::onMerged);
  }

  private void tell(Consumer<ClusterListener> event) {
    context.runOnContext(none -> listeners.forEach(event));
  }
}
