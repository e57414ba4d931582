package io.carillon.gateway.proxy;

import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.config.Cidr;
import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.proxy.health.HealthChecks;
import io.carillon.gateway.proxy.log.AccessLog;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.PoolStatus;
import io.carillon.gateway.proxy.request.Forwarding;
import io.carillon.gateway.proxy.tally.ProxyMetrics;
import io.carillon.gateway.proxy.upstream.UpstreamTls;
import io.carillon.gateway.pubsub.Policies;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.wire.ChannelTakeover;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A node's part of the proxy, whichever loop: its pools, which live on while rules change, and its
 * links. Made and closed with the node. Callable from any thread, but {@link #prepare} and {@link
 * #retain} from one at a time.
 */
public final class Proxy {
  private final GatewayConfig config;
  private final Vertx vertx;
  private final PubSub pubSub;
  private final Authenticator authenticator;
  private final Policies policies;
  private final Forwarding forwarding;
  private final AccessLog log;
  private final SharedTable learnt;
  private final ProxyMetrics metrics;
  private final UpstreamTls tls = new UpstreamTls();
  private final EventLoop timer;
  private final HealthChecks checks;
  private final Map<String, StickyPool> pools = new ConcurrentHashMap<>();

  /**
   * Taken out, but with connections that count when they come back. By {@link #retain}'s caller.
   */
  private final Map<String, StickyPool> leaving = new ConcurrentHashMap<>();

  private final ProxyLinks links = new ProxyLinks();

  /**
   * @param learnt what the nodes tell each other of where clients belong
   * @param metrics told what goes on
   */
  public Proxy(
      GatewayConfig config,
      Vertx vertx,
      PubSub pubSub,
      Authenticator authenticator,
      SharedTable learnt,
      ProxyMetrics metrics) {
    this.config = config;
    this.vertx = vertx;
    this.pubSub = pubSub;
    this.authenticator = authenticator;
    this.policies = new Policies(config);
    List<Cidr> trusted = config.listeners().publicListener().trustedProxies();
    this.forwarding =
        new Forwarding(address -> trusted.stream().anyMatch(range -> range.contains(address)));
    this.log = AccessLog.of(config.accessLog());
    this.learnt = learnt;
    this.timer = ChannelTakeover.eventLoop(((VertxInternal) vertx).createEventLoopContext());
    this.metrics = metrics;
    this.checks = new HealthChecks(vertx, tls);
  }

  /**
   * Has all pools of these rules, as they want them. Those that are there already go on with what
   * they know of their targets.
   *
   * @return failed with {@link ConfigException} when certificates of some cannot be used: these
   *     have those of before, if any, and all else is as it should be
   */
  public Future<Void> prepare(Rules rules) {
    // Whoever waits for it is to find the pools, so this is not just one more who is told.
    return tls.update(vertx, rules.pools().values())
        .andThen(
            read -> {
              rules.pools().values().forEach(this::prepare);
              check();
            });
  }

  /** The names of pools whose certificates still cannot be used. */
  public Set<String> unusable() {
    return tls.unread();
  }

  /** Where a request comes from, see {@link Forwarding#clientOf}. */
  public String addressOf(HttpServerRequest request) {
    return forwarding.clientOf(request);
  }

  /** Throws {@link ConfigException} when a pool could not be served. Blocks. */
  public static void check(PoolConfig pool) {
    UpstreamTls.check(pool);
  }

  private void prepare(PoolConfig wanted) {
    StickyPool back = leaving.remove(wanted.name());
    pools.compute(
        wanted.name(),
        (name, there) -> {
          StickyPool known = there == null ? back : there;
          return known == null
              ? StickyPool.of(wanted, new Pool(wanted, timer), learnt)
              : known.update(wanted, learnt);
        });
  }

  /** Forgets the pools that are not in these rules, once nobody is connected through them. */
  public void retain(Rules rules) {
    pools.forEach(
        (name, pool) -> {
          if (!rules.pools().containsKey(name)) {
            leaving.put(name, pool);
          }
        });
    pools.keySet().removeAll(leaving.keySet());
    leaving.values().removeIf(pool -> !pool.isInUse());
    check();
    metrics.retain(
        rules.routes().stream().map(RouteConfig::name).collect(Collectors.toUnmodifiableSet()));
    tls.retain(rules.pools().values());
  }

  private void check() {
    checks.update(pools.values().stream().map(StickyPool::pool).toList());
  }

  /**
   * Begins to serve an event loop.
   *
   * @param entrance where its links come in
   */
  public ProxyLoop open(HubShard shard, Entrance entrance) {
    ProxyLoop loop = new ProxyLoop(this, shard, entrance);
    links.add(loop);
    return loop;
  }

  /** The pool of that name; null when there is none. */
  public Pool pool(String name) {
    StickyPool pool = pools.get(name);
    return pool == null ? null : pool.pool();
  }

  /** All pools, by name. */
  public List<Pool> pools() {
    return new TreeMap<>(pools).values().stream().map(StickyPool::pool).toList();
  }

  /** How all pools stand that are in force, by name; waits for nobody. */
  public List<PoolStatus> status() {
    return pools().stream().map(Pool::status).toList();
  }

  /** Its links. */
  public ProxyLinks links() {
    return links;
  }

  /** Looks after targets no longer, and ends the connections to them that nobody uses. */
  public Future<Void> close() {
    links.close();
    return checks.close();
  }

  StickyPool stickyPool(String name) {
    return pools.get(name);
  }

  GatewayConfig config() {
    return config;
  }

  Vertx vertx() {
    return vertx;
  }

  PubSub pubSub() {
    return pubSub;
  }

  Authenticator authenticator() {
    return authenticator;
  }

  Policies policies() {
    return policies;
  }

  /** What the nodes tell each other of clients. */
  SharedTable learnt() {
    return learnt;
  }

  /** Which proxies before this node are believed. */
  Forwarding forwarding() {
    return forwarding;
  }

  AccessLog log() {
    return log;
  }

  ProxyMetrics metrics() {
    return metrics;
  }

  UpstreamTls tls() {
    return tls;
  }
}
