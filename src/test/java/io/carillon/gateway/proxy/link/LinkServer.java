package io.carillon.gateway.proxy.link;

import static io.carillon.gateway.testkit.Await.await;

import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.config.EjectionConfig;
import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.PoolTimeouts;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.config.StickyConfig;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.config.UpstreamTlsConfig;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.request.Forwarding;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.sticky.Stickiness;
import io.carillon.gateway.proxy.tally.ProxyMetrics;
import io.carillon.gateway.proxy.upstream.UpstreamTls;
import io.carillon.gateway.proxy.upstream.Upstreams;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TlsFiles;
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
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The relay alone, on a free loopback port and one loop: no routes, no channels. */
final class LinkServer implements AutoCloseable {
  static final PoolTimeouts PATIENT =
      new PoolTimeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          Duration.ZERO);

  private static final int DEADLINE_SECONDS = 50;
  private static final int MAX_QUEUED_BYTES = 100_000;
  private static final RouteConfig ROUTE =
      new RouteConfig(
          "all",
          "/",
          Optional.empty(),
          Map.of(),
          new RouteConfig.Proxy("test", Optional.empty(), List.of(), false, InjectConfig.PLAIN),
          List.of());

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final Context context = vertx.getOrCreateContext();
  private final EventLoop loop = ChannelTakeover.eventLoop(context);
  private final List<AccessEntry> log = new CopyOnWriteArrayList<>();
  private final BlockingQueue<ProxyLink> links = new LinkedBlockingQueue<>();
  private final List<String> hearing = new CopyOnWriteArrayList<>();
  private final Pool pool;
  private final LinkServices services;
  private final HttpServer server;

  /** Told of each link on its loop, before {@link #nextLink} is. */
  volatile Consumer<ProxyLink> opened = link -> {};

  /** Links open when it is done. */
  volatile Future<Void> heard = Future.succeededFuture();

  volatile Stickiness stickiness = Stickiness.NONE;

  private LinkServer(TlsFiles tls, PoolTimeouts timeouts, Duration closeTimeout, int... targets) {
    pool = new Pool(pool(tls, timeouts, targets), GlobalEventExecutor.INSTANCE);
    UpstreamTls upstreamTls = new UpstreamTls();
    await(upstreamTls.update(vertx, List.of(pool.config())));
    services =
        new LinkServices(
            loop,
            Entrance.open(loop),
            new Upstreams(vertx, loop, upstreamTls),
            new LinkTable(loop, Duration.ofMillis(50)),
            log::add,
            ProxyMetrics.NONE,
            new Tracer(),
            closeTimeout,
            MAX_QUEUED_BYTES);
    server = vertx.createHttpServer(options(tls)).requestHandler(this::handle);
    Promise<HttpServer> listening = Promise.promise();
    context.runOnContext(v -> server.listen(0, "127.0.0.1").onComplete(listening));
    await(listening.future());
  }

  /** Relays to targets on these ports of loopback. */
  static LinkServer to(int... targets) {
    return new LinkServer(null, PATIENT, Duration.ofSeconds(5), targets);
  }

  /** The same over TLS on both sides. */
  static LinkServer overTls(TlsFiles tls, int target) {
    return new LinkServer(tls, PATIENT, Duration.ofSeconds(5), target);
  }

  /** The same with other patience. */
  static LinkServer to(PoolTimeouts timeouts, Duration closeTimeout, int... targets) {
    return new LinkServer(null, timeouts, closeTimeout, targets);
  }

  int port() {
    return server.actualPort();
  }

  /** The next link that opened; fails at the deadline. */
  ProxyLink nextLink() {
    try {
      ProxyLink link = links.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (link == null) {
        throw new AssertionError("no link has opened");
      }
      return link;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Calls it on the loop and returns what it does. */
  <T> T onLoop(Supplier<T> question) {
    Promise<T> answer = Promise.promise();
    loop.execute(
        () -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException failure) {
            answer.fail(failure);
          }
        });
    return await(answer.future());
  }

  void onLoop(Runnable task) {
    onLoop(
        () -> {
          task.run();
          return null;
        });
  }

  LinkTable table() {
    return services.links();
  }

  Pool pool() {
    return pool;
  }

  /** Waits until some link's hearing has begun, opened or been abandoned. */
  void awaitHearing(String step) {
    Await.until(() -> hearing.contains(step), () -> "hearing: " + hearing);
  }

  /** Lines of the access log so far. */
  List<AccessEntry> log() {
    return log;
  }

  /** Waits until so many bytes of targets have been read. */
  void awaitDown(long bytes) {
    Await.until(
        () -> onLoop(() -> table().bytesDown()) >= bytes,
        () -> "bytes of targets: " + onLoop(() -> table().bytesDown()));
  }

  /** The line of the next link that has ended. */
  AccessEntry ended() {
    Await.until(() -> closings().size() > 0, () -> "log: " + log);
    return closings().get(0);
  }

  /** Waits until nothing is left: no link, no connection to a target. */
  void awaitNothing() {
    Await.until(
        () -> onLoop(() -> table().size()) == 0, () -> "links: " + onLoop(() -> table().size()));
    Await.until(() -> connections() == 0, () -> "connections: " + connections());
  }

  private int connections() {
    return pool.targets().stream().mapToInt(target -> target.open()).sum();
  }

  private List<AccessEntry> closings() {
    return log.stream().filter(entry -> entry.event().equals("close")).toList();
  }

  private void handle(HttpServerRequest request) {
    Handshake.check(request)
        .ifPresentOrElse(
            refusal -> refusal.answer(request),
            () ->
                Upgrade.begin(
                    HandshakeHead.of(request),
                    ProxyRequest.of(request, ROUTE, Forwarding.NOBODY),
                    pool,
                    stickiness,
                    7,
                    services,
                    new Ears()));
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private final class Ears implements Hearing {
    @Override
    public Future<Void> begin(String link) {
      Promise<Void> onLoop = Promise.promise();
      heard.onComplete(done -> services.onLoop(onLoop::complete));
      loop.execute(() -> hearing.add("begun")); // when all of it has been done
      return onLoop.future();
    }

    @Override
    public void open(ProxyLink link) {
      hearing.add("opened");
      opened.accept(link);
      links.add(link);
    }

    @Override
    public void abandon() {
      hearing.add("abandoned");
    }
  }

  private static HttpServerOptions options(TlsFiles tls) {
    HttpServerOptions options = new HttpServerOptions().setHttp2ClearTextEnabled(false);
    return tls == null
        ? options
        : options
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(tls.certificate().toString())
                    .setKeyPath(tls.key().toString()));
  }

  private static PoolConfig pool(TlsFiles tls, PoolTimeouts timeouts, int... targets) {
    return new PoolConfig(
        "test",
        new PoolConfig.Balance(PoolConfig.Way.ROUND_ROBIN, ""),
        new StickyConfig(
            StickyConfig.Kind.NONE, "carillon", Optional.empty(), Duration.ofMinutes(1)),
        new HealthConfig(
            HealthConfig.Type.TCP,
            "/",
            "",
            200,
            399,
            "",
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            2,
            3),
        new EjectionConfig(
            5, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofMinutes(5), 50),
        java.util.Arrays.stream(targets)
            .mapToObj(
                port ->
                    new TargetConfig(
                        "at-" + port,
                        "127.0.0.1",
                        port,
                        tls != null,
                        1,
                        0,
                        TargetConfig.State.ENABLED))
            .toList(),
        timeouts,
        new UpstreamTlsConfig(tls == null ? "" : tls.certificate().toString(), true, "", "", ""),
        PoolConfig.ProxyHeader.NONE,
        Duration.ZERO,
        32,
        1012,
        PoolConfig.AtShutdown.CLOSE);
  }
}
