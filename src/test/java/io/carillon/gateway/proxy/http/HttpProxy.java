package io.carillon.gateway.proxy.http;

import static io.carillon.gateway.testkit.Await.await;

import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.PoolTimeouts;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.config.UpstreamTlsConfig;
import io.carillon.gateway.proxy.link.Hearing;
import io.carillon.gateway.proxy.link.LinkServices;
import io.carillon.gateway.proxy.link.LinkTable;
import io.carillon.gateway.proxy.link.Upgrade;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.request.Forwarding;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.request.RequestRefused;
import io.carillon.gateway.proxy.sticky.Stickiness;
import io.carillon.gateway.proxy.tally.ProxyMetrics;
import io.carillon.gateway.proxy.upstream.UpstreamTls;
import io.carillon.gateway.proxy.upstream.Upstreams;
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
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** One loop that proxies to a pool, without routes and channels, on a free loopback port. */
final class HttpProxy implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 50;
  private static final int MAX_HEADER_BYTES = 32 * 1024;

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
  private final BlockingQueue<AccessEntry> log = new LinkedBlockingQueue<>();
  private final Pool pool;
  private final RouteConfig route;
  private final Context context;
  private final UpstreamTls tls = new UpstreamTls();
  private final HttpServices services;
  private final LinkServices links;
  private final HttpServer server;

  private HttpProxy(Settings settings) {
    GatewayConfig config = load(settings);
    route = config.routes().get(0);
    pool =
        new Pool(
            settings.adapt(config.rules().pools().get("backend")), GlobalEventExecutor.INSTANCE);
    await(tls.update(vertx, List.of(pool.config())));
    context = vertx.getOrCreateContext();
    EventLoop loop = ChannelTakeover.eventLoop(context);
    Upstreams upstreams = new Upstreams(vertx, loop, tls);
    services = new HttpServices(loop, upstreams, log::add, ProxyMetrics.NONE);
    links =
        new LinkServices(
            loop,
            Entrance.open(loop),
            upstreams,
            new LinkTable(loop),
            entry -> {},
            ProxyMetrics.NONE,
            new Tracer(),
            Duration.ofSeconds(5),
            1 << 20);
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setMaxInitialLineLength(MAX_HEADER_BYTES)
                    .setIdleTimeout((int) settings.idle.toMillis())
                    .setIdleTimeoutUnit(TimeUnit.MILLISECONDS))
            .requestHandler(request -> handle(request, settings.stickiness));
    on(() -> server.listen(0, "127.0.0.1"));
  }

  private void handle(HttpServerRequest request, Stickiness stickiness) {
    try {
      ProxyRequest proxied = ProxyRequest.of(request, route, Forwarding.NOBODY);
      if (Handshake.isUpgrade(request)) {
        Upgrade.begin(
            HandshakeHead.of(request), proxied, pool, stickiness, 1, links, Hearing.NOTHING);
        return;
      }
      HttpExchange.begin(request, proxied, pool, stickiness, null, services);
    } catch (RequestRefused refused) {
      RefusedRequest.answer(request, route, refused, services);
    }
  }

  /** With the settings of a pool whose targets are on these ports. */
  static Settings to(int... ports) {
    return new Settings(ports);
  }

  /** With default settings. */
  static HttpProxy start(int... ports) {
    return to(ports).start();
  }

  int port() {
    return server.actualPort();
  }

  Pool pool() {
    return pool;
  }

  /** Puts the pool anew, with other TLS to its targets. */
  void change(UpstreamTlsConfig wanted) {
    PoolConfig changed = Settings.with(wanted, pool.config());
    await(tls.update(vertx, List.of(changed)));
    pool.update(changed);
  }

  /** Connections that wait for a request. */
  int idle() {
    return on(() -> Future.succeededFuture(services.idle().size()));
  }

  /** Does something while the loop does nothing, so that it learns of it afterwards, in order. */
  void whileBusy(Runnable things) {
    on(
        () -> {
          things.run();
          return Future.succeededFuture();
        });
  }

  /** The next line of the access log; fails when none comes. */
  AccessEntry logged() {
    try {
      AccessEntry entry = log.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (entry == null) {
        throw new AssertionError("nothing was logged");
      }
      return entry;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private <T> T on(java.util.function.Supplier<Future<T>> step) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(turn -> step.get().onComplete(promise));
    return await(promise.future());
  }

  private static GatewayConfig load(Settings settings) {
    String scheme = settings.tls == null ? "http" : "https";
    StringBuilder yaml = new StringBuilder("routes: [ { path: /, proxy: backend } ]\n");
    yaml.append("pools:\n  backend:\n    targets:\n");
    for (int port : settings.ports) {
      yaml.append("      - { url: \"" + scheme + "://127.0.0.1:" + port + "\" }\n");
    }
    try {
      Path file = Files.createTempFile("proxy", ".yaml");
      try {
        Files.writeString(file, yaml);
        return ConfigLoader.load(Optional.of(file), List.of(), Map.of());
      } finally {
        Files.delete(file);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    on(
        () -> {
          services.idle().close();
          return Future.succeededFuture();
        });
    await(vertx.close());
  }

  /** What a test wants to be different. */
  static final class Settings {
    private final int[] ports;
    private Duration idle = Duration.ofSeconds(60);
    private Stickiness stickiness = Stickiness.NONE;
    private UnaryOperator<PoolTimeouts> timeouts = UnaryOperator.identity();
    private PoolConfig.ProxyHeader sendProxy = PoolConfig.ProxyHeader.NONE;
    private int maxIdle = 32;
    private UpstreamTlsConfig tls;

    private Settings(int... ports) {
      this.ports = ports.clone();
    }

    /** How long the listener lets a connection be idle. */
    Settings idle(Duration time) {
      idle = time;
      return this;
    }

    Settings sticky(Stickiness sticky) {
      stickiness = sticky;
      return this;
    }

    Settings response(Duration time) {
      timeouts =
          old -> new PoolTimeouts(old.connect(), old.handshake(), time, old.tunnel(), old.maxAge());
      return this;
    }

    Settings sendProxy(PoolConfig.ProxyHeader header) {
      sendProxy = header;
      return this;
    }

    /** Targets speak TLS. */
    Settings tls(UpstreamTlsConfig config) {
      tls = config;
      return this;
    }

    Settings maxIdle(int most) {
      maxIdle = most;
      return this;
    }

    HttpProxy start() {
      return new HttpProxy(this);
    }

    private PoolConfig adapt(PoolConfig pool) {
      PoolConfig adapted =
          new PoolConfig(
              pool.name(),
              pool.balance(),
              pool.sticky(),
              pool.health(),
              pool.ejection(),
              pool.targets(),
              timeouts.apply(pool.timeouts()),
              pool.tls(),
              sendProxy,
              pool.slowStart(),
              maxIdle,
              pool.lossCode(),
              pool.shutdown());
      return tls == null ? adapted : with(tls, adapted);
    }

    private static PoolConfig with(UpstreamTlsConfig tls, PoolConfig pool) {
      return new PoolConfig(
          pool.name(),
          pool.balance(),
          pool.sticky(),
          pool.health(),
          pool.ejection(),
          pool.targets(),
          pool.timeouts(),
          tls,
          pool.sendProxy(),
          pool.slowStart(),
          pool.maxIdle(),
          pool.lossCode(),
          pool.shutdown());
    }
  }
}
