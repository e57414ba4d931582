package io.carillon.gateway.proxy;

import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.config.Cidr;
import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.proxy.health.HealthChecks;
import io.carillon.gateway.proxy.link.LinkTable;
import io.carillon.gateway.proxy.link.LinkView;
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
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  private final List<ProxyLoop> loops = new CopyOnWriteArrayList<>();
  private volatile Consumer<ClientInfo> onSlow = info -> {};

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

  /** Begins to serve an event loop. */
  public ProxyLoop open(HubShard shard) {
    ProxyLoop loop = new ProxyLoop(this, shard);
    loop.links().links().onSlow(onSlow);
    loops.add(loop);
    return loop;
  }

  /**
   * Who hears of clients that lost their connections since they were slow, on their loops. To be
   * said before the first loop is served.
   */
  public void onSlow(Consumer<ClientInfo> listener) {
    onSlow = listener;
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

  /** The same as {@link #links}, of this very moment; waits for nobody. */
  public NavigableMap<Integer, Integer> generations() {
    NavigableMap<Integer, Integer> sum = new TreeMap<>();
    loops.forEach(loop -> loop.links().links().addGenerations(sum));
    return sum;
  }

  /** How many links there are, by the generation of the rules they began under. */
  public Future<Map<Integer, Integer>> links() {
    return Future.all(loops.stream().map(ProxyLoop::counts).toList())
        .map(
            all -> {
              Map<Integer, Integer> sum = new TreeMap<>();
              for (Map<LinkTable.Group, Integer> counts :
                  all.<Map<LinkTable.Group, Integer>>list()) {
                counts.forEach(
                    (group, count) -> sum.merge(group.generation(), count, Integer::sum));
              }
              return sum;
            });
  }

  /**
   * Asks the links of a generation to come back, paced.
   *
   * @param share how many a second for each link there is
   * @return how many; done when the last has been told
   */
  public Future<Integer> drain(int generation, double share) {
    return Future.all(loops.stream().map(loop -> loop.drain(generation, share)).toList())
        .map(all -> all.<Integer>list().stream().mapToInt(Integer::intValue).sum());
  }

  /**
   * Says goodbye to the link of that id.
   *
   * @return how many there are: one or none
   */
  public Future<Integer> disconnect(String link, CloseCode code) {
    return Future.all(loops.stream().map(loop -> loop.disconnect(link, code)).toList())
        .map(all -> all.<Integer>list().stream().mapToInt(Integer::intValue).sum());
  }

  /** Links that most has waited for, with the most first. */
  public Future<List<LinkView>> slowest(int most) {
    return onEachLoop(loop -> loop.links().links().slowest())
        .map(
            all ->
                all.sorted(Comparator.comparingLong(LinkView::queuedBytes).reversed())
                    .limit(most)
                    .toList());
  }

  /** Links whose id or user begins with a text, in no order. */
  public Future<List<LinkView>> search(String begin, int most) {
    return onEachLoop(loop -> loop.links().links().search(begin, most))
        .map(all -> all.limit(most).toList());
  }

  private Future<Stream<LinkView>> onEachLoop(Function<ProxyLoop, Future<List<LinkView>>> ask) {
    return Future.all(loops.stream().map(ask).toList())
        .map(all -> all.<List<LinkView>>list().stream().flatMap(List::stream));
  }

  /**
   * Says goodbye to all links, spread over a time, and to those that come later at once.
   *
   * @return done when the last has been told
   */
  public Future<Void> shutDown(Duration spread) {
    return Future.join(loops.stream().map(loop -> loop.links().links().shutDown(spread)).toList())
        .mapEmpty();
  }

  /** Looks after targets no longer, and ends the connections to them that nobody uses. */
  public Future<Void> close() {
    loops.forEach(ProxyLoop::close);
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
