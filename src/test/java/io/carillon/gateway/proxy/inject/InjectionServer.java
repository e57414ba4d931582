package io.carillon.gateway.proxy.inject;

import static io.carillon.gateway.testkit.Await.await;

import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.broker.embedded.EmbeddedBroker;
import io.carillon.gateway.broker.embedded.EmbeddedPresence;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.cluster.VertxTable;
import io.carillon.gateway.config.ChannelTemplate;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.proxy.http.HttpExchange;
import io.carillon.gateway.proxy.http.HttpServices;
import io.carillon.gateway.proxy.link.LinkServices;
import io.carillon.gateway.proxy.link.LinkTable;
import io.carillon.gateway.proxy.link.Upgrade;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.request.Forwarding;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.sticky.PolledNamespace;
import io.carillon.gateway.proxy.sticky.SocketIoNamespace;
import io.carillon.gateway.proxy.sticky.Stickiness;
import io.carillon.gateway.proxy.tally.ProxyMetrics;
import io.carillon.gateway.proxy.upstream.UpstreamTls;
import io.carillon.gateway.proxy.upstream.Upstreams;
import io.carillon.gateway.pubsub.NodeInterest;
import io.carillon.gateway.pubsub.Policies;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.pubsub.PubSubMetrics;
import io.carillon.gateway.pubsub.PublishRequest;
import io.carillon.gateway.pubsub.Recovery;
import io.carillon.gateway.pubsub.Traces;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.ControlledBroker;
import io.carillon.gateway.trace.Tracer;
import io.carillon.gateway.wire.ChannelTakeover;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.HandshakeHead;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * A relay whose links hear channels, on one loop and a free loopback port, over a broker that can
 * be made to fail and whose publications can be made to get lost.
 */
final class InjectionServer implements AutoCloseable {
  static final int MOST_CHANNELS = 4;
  private static final int MAX_QUEUED_BYTES = 200_000;

  /** How far the clock of the broker is ahead of that of this machine. */
  volatile long brokerAheadMillis;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final EventLoop loop = ChannelTakeover.eventLoop(context);
  private final ControlledBroker broker =
      new ControlledBroker(
          new EmbeddedBroker(vertx, () -> Instant.now().plusMillis(brokerAheadMillis)));
  private final List<AccessEntry> log = new CopyOnWriteArrayList<>();
  private final RouteConfig route;
  private final PubSub pubSub;
  private final Hub hub;
  private final HubShard shard;
  private final RouteChannels channels;
  private final PolledNamespace polled;
  private final Injector injector;
  private final Pool pool;
  private final LinkServices services;
  private final HttpServices http;
  private final HttpServer server;

  final Tracer tracer = new Tracer();

  /** Of everybody's token. */
  final Map<String, String> claims = new ConcurrentHashMap<>();

  /** Whether publications get lost on their way from the broker. */
  volatile boolean deaf;

  /**
   * @param path of the route
   * @param target a port of loopback
   * @param templates of the route's channels
   */
  InjectionServer(InjectConfig form, String path, int target, String... templates) {
    this(form, path, target, Duration.ofMillis(50), templates);
  }

  /** One whose links open at once or never, when the broker is away. */
  static InjectionServer patient(int target, String... templates) {
    return new InjectionServer(
        InjectConfig.PLAIN, "/", target, Duration.ofMillis(50), Duration.ofHours(1), templates);
  }

  /**
   * @param closeSpread within which links end that cannot get what they missed
   */
  InjectionServer(
      InjectConfig form, String path, int target, Duration closeSpread, String... templates) {
    this(form, path, target, closeSpread, Duration.ofMillis(50), templates);
  }

  private InjectionServer(
      InjectConfig form,
      String path,
      int target,
      Duration closeSpread,
      Duration patience,
      String... templates) {
    GatewayConfig config = config(path, target);
    Policies policies = new Policies(config);
    NodeInterest interest = new NodeInterest(broker, policies);
    hub = new Hub(interest, new Traces(tracer), true);
    pubSub =
        new PubSub(
            hub,
            broker,
            new EmbeddedPresence(),
            interest,
            policies,
            new Recovery(Recovery.MOST_PUBLICATIONS, 1 << 20),
            1 << 20,
            PubSubMetrics.NONE,
            tracer);
    await(broker.start(this::deliver));
    route = hearing(config.routes().get(0), templates);
    shard = hub.open(loop);
    channels = new RouteChannels(route, policies, MOST_CHANNELS);
    polled =
        new PolledNamespace(
            "test", new SocketIoNamespace(form.namespace()), new VertxTable(vertx, "learnt"));
    injector = new Injector(shard, pubSub, form, polled, patience, closeSpread);
    pool = new Pool(config.rules().pools().get("test"), GlobalEventExecutor.INSTANCE);
    Upstreams upstreams = new Upstreams(vertx, loop, new UpstreamTls());
    http = new HttpServices(loop, upstreams, log::add, ProxyMetrics.NONE);
    services =
        new LinkServices(
            loop,
            Entrance.open(loop),
            upstreams,
            new LinkTable(loop),
            log::add,
            ProxyMetrics.NONE,
            tracer,
            Duration.ofSeconds(5),
            MAX_QUEUED_BYTES);
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(this::handle);
    Promise<HttpServer> listening = Promise.promise();
    context.runOnContext(v -> server.listen(0, "127.0.0.1").onComplete(listening));
    await(listening.future());
  }

  private static GatewayConfig config(String path, int target) {
    return ConfigLoader.load(
        Optional.empty(),
        List.of(
            "namespaces.kept={history: {size: 10, ttl: 10m}}",
            "pools.test.targets=[{url: \"http://127.0.0.1:" + target + "\"}]",
            "routes=[{path: \"" + path + "\", proxy: test}]"),
        Map.of());
  }

  // Not by the configuration, which wants keys of tokens for claims.
  private static RouteConfig hearing(RouteConfig route, String... templates) {
    return new RouteConfig(
        route.name(),
        route.path(),
        route.host(),
        route.headers(),
        route.action(),
        Arrays.stream(templates).map(ChannelTemplate::parse).toList());
  }

  private void handle(HttpServerRequest request) {
    ProxyRequest proxied = ProxyRequest.of(request, route, Forwarding.NOBODY);
    if (!Handshake.isUpgrade(request)) {
      polled.prepare(proxied.uri(), request.headers());
      HttpExchange.begin(request, proxied, pool, Stickiness.NONE, polled, http);
      return;
    }
    try {
      List<Channel> heard = channels.of(proxied, claims::get);
      injector.prepare(request.headers(), heard);
      Upgrade.begin(
          HandshakeHead.of(request),
          proxied,
          pool,
          Stickiness.NONE,
          1,
          services,
          injector.hearing(heard, proxied.uri()));
    } catch (GatewayException refusal) {
      new Handshake.Refusal(refusal.code().httpStatus(), refusal.getMessage(), Map.of())
          .answer(request);
    }
  }

  private void deliver(ChannelEvent event) {
    if (!deaf) {
      hub.deliver(event);
    }
  }

  int port() {
    return server.actualPort();
  }

  ControlledBroker broker() {
    return broker;
  }

  /** Publishes; returns when every listener has been offered it. */
  void publish(String channel, String json) {
    publish(channel, Payload.json(json));
  }

  /** The same with any payload. */
  void publish(String channel, Payload payload) {
    await(pubSub.publish(new Channel(channel), payload, PublishRequest.of(null)));
    Await.until(() -> hub.waitingBytes() == 0, () -> hub.waitingBytes() + " bytes wait");
    onLoop(() -> null);
  }

  /** Tells listeners what a broker tells them. */
  void tell(ChannelEvent event) {
    hub.deliver(event);
  }

  /** Waits until exactly these are heard, each by so many. */
  void awaitHeard(Map<String, Integer> wanted) {
    Await.until(() -> heard().equals(wanted), () -> "heard: " + heard());
  }

  private Map<String, Integer> heard() {
    Map<String, Integer> names = new ConcurrentHashMap<>();
    onLoop(shard::counts).forEach((channel, count) -> names.put(channel.name(), count));
    return names;
  }

  /** Lines of the access log that tell of an end. */
  List<AccessEntry> ended() {
    return log.stream().filter(entry -> entry.event().equals("close")).toList();
  }

  /** Waits until nothing is left: no link, no subscription. */
  void awaitNothing() {
    awaitHeard(Map.of());
    Await.until(() -> onLoop(() -> services.links().size()) == 0, () -> "links are left");
    Await.until(() -> hub.channelCount() == 0, () -> "channels are left");
  }

  private <T> T onLoop(Supplier<T> question) {
    Promise<T> answer = Promise.promise();
    loop.execute(() -> answer.complete(question.get()));
    return await(answer.future());
  }

  @Override
  public void close() {
    await(vertx.close().compose(closed -> broker.close(), Future::failedFuture));
  }
}
