package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.BrokerHealth;
import io.carillon.gateway.config.RedisConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * This node's way to Redis, whatever its mode: commands and scripts go to the server that has the
 * shard, subscriptions are kept whatever happens to connections. One per node, made and closed by
 * whoever joins the nodes. But for {@link #open}, {@link #close} and {@link #onLoop} everything is
 * to be called on its loop, and its futures complete there; they fail with a {@link RedisFailure}.
 */
public final class RedisLink {
  private final Vertx vertx;
  private final RedisConfig config;
  private final Context context;
  private final Shards shards;
  private final Fleet fleet;
  private final RedisSubscriptions subscriptions;
  private final RedisCommands commands;
  private final RedisWatch watch;
  private final RedisCounts counts;
  private final List<RedisListener> listeners = new CopyOnWriteArrayList<>();

  public RedisLink(Vertx vertx, RedisConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.shards = new Shards(config.prefix(), config.shards());
    Dialer dialer = new Dialer(vertx, config);
    this.counts = dialer.counts();
    this.fleet = new Fleet(vertx, config, dialer, directory(dialer), new Events());
    this.subscriptions = new RedisSubscriptions(vertx, fleet, config.patience().toMillis());
    this.commands = new RedisCommands(fleet);
    this.watch = new RedisWatch(vertx, config, shards, fleet, subscriptions, counts);
  }

  private Directory directory(Dialer dialer) {
    List<RedisAddress> servers = config.servers().stream().map(RedisAddress::parse).toList();
    int count = config.shards();
    long timeoutMillis = config.timeout().toMillis();
    return switch (config.mode()) {
      case STANDALONE -> new StandaloneDirectory(servers.get(0), count);
      case SENTINEL ->
          new SentinelDirectory(vertx, dialer, servers, config.primary(), count, timeoutMillis);
      case CLUSTER -> new ClusterDirectory(dialer, servers, count, timeoutMillis);
    };
  }

  /** Done when every shard can be spoken to; fails with the reason when it cannot. */
  public Future<Void> open() {
    return onLoop(
        () -> {
          watch.start();
          return fleet
              .open()
              .timeout(config.patience().toMillis(), TimeUnit.MILLISECONDS)
              .recover(cause -> Future.failedFuture(explain(cause)))
              .onFailure(cause -> end());
        });
  }

  /** Ends all connections; what is unanswered is lost. */
  public Future<Void> close() {
    return onLoop(
        () -> {
          end();
          return Future.succeededFuture();
        });
  }

  /** Which shard a name belongs to, and what keys are called. */
  public Shards shards() {
    return shards;
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Does something on the loop; what it throws is a failure. Callable from any thread. */
  public <T> Future<T> onLoop(Supplier<Future<T>> step) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        none -> Future.succeededFuture().compose(begun -> step.get()).onComplete(done));
    return done.future();
  }

  /** From now on {@code listener} hears what becomes of the servers. Callable from any thread. */
  public void listen(RedisListener listener) {
    listeners.add(listener);
  }

  /** {@code listener} hears no more. */
  public void ignore(RedisListener listener) {
    listeners.remove(listener);
  }

  /** Names the process that has a shard; another one may have lost what was written. */
  public String runId(int shard) {
    return fleet.primary(shard) == null ? "" : fleet.primary(shard).runId();
  }

  /** {@code PUBLISH}, or what stands for it where channels belong to shards. */
  public String publishCommand(int shard) {
    Primary primary = fleet.primary(shard);
    return primary != null && primary.isSharded() ? "SPUBLISH" : "PUBLISH";
  }

  /** Whether all nodes of a cluster hear what one publishes, so that none knows how many did. */
  boolean isBroadcast(int shard) {
    Primary primary = fleet.primary(shard);
    return primary != null && primary.isBroadcast();
  }

  /** Sends any command to the server that has a shard. */
  public Future<Response> send(int shard, Request request) {
    return commands.send(shard, request);
  }

  /**
   * Runs a script.
   *
   * @param key the one key it touches, of the shard
   * @param arguments texts, numbers or byte arrays
   */
  public Future<Response> run(RedisScript script, int shard, String key, Object... arguments) {
    return commands.run(script, shard, key, arguments);
  }

  /** Publishes to a pub/sub channel. */
  public Future<Void> publish(int shard, String name, byte[] bytes) {
    Command command = Command.create(publishCommand(shard));
    return send(shard, Request.cmd(command).arg(name).arg(bytes)).mapEmpty();
  }

  /**
   * Hears a pub/sub channel of a shard from now on, through all that may happen to connections.
   *
   * @param name with prefix and shard, as {@link Shards#name} makes it
   * @return succeeds when Redis has acknowledged it; when it fails the wish stays
   */
  public Future<Void> subscribe(int shard, String name, Hearer hearer) {
    return subscriptions.subscribe(shard, name, hearer);
  }

  /** Succeeds when what was subscribed to before is heard just now. */
  public Future<Void> heard(String name) {
    return subscriptions.heard(name);
  }

  public void unsubscribe(String name) {
    subscriptions.unsubscribe(name);
  }

  /** Whether every shard can be written to and heard now, as far as is known. */
  boolean isWhole() {
    return fleet.isWhole();
  }

  /** What went on so far. */
  RedisCounts counts() {
    return counts;
  }

  /** How well Redis can be used now. */
  BrokerHealth health() {
    return RedisCondition.of(fleet, shards.count());
  }

  /** Lets what is published wait at Redis while this node does not keep up with it. */
  public void keepTo(BooleanSupplier hasRoom) {
    fleet.pace().keepTo(hasRoom);
  }

  /** How often a channel was subscribed to again after its connection was lost. */
  public long repeated() {
    return subscriptions.repeated();
  }

  private void end() {
    watch.stop();
    fleet.close();
  }

  private Throwable explain(Throwable cause) {
    if (cause instanceof IllegalArgumentException) {
      return cause;
    }
    String trouble = fleet.lastTrouble();
    // A side that speaks TLS to one that does not hangs up, or falls silent.
    boolean isMute =
        Stream.of("SSL", "Timeout", "closed", "answer").anyMatch(word -> trouble.contains(word));
    String hint =
        !isMute
            ? ""
            : config.tls().enabled()
                ? "; does it speak TLS there?"
                : "; if it speaks TLS there, broker.redis.tls.enabled is missing";
    return new IllegalStateException(
        "Redis cannot be reached at " + String.join(", ", config.servers()) + ": " + trouble + hint,
        cause);
  }

  private final class Events implements Fleet.Listener {
    @Override
    public void onPlaces() {
      subscriptions.reconcileAll();
    }

    @Override
    public void onConnected() {
      listeners.forEach(RedisListener::onConnected);
    }

    @Override
    public EarWire.Hearing hearing() {
      return subscriptions;
    }
  }
}
