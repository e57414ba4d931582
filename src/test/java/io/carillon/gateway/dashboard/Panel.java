package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.LonelyCalls;
import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.config.ListenersConfig;
import io.carillon.gateway.trace.Tracer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The part of a dashboard that needs no gateway, on a free loopback port: pages, and what they get
 * each second. Time passes when it is told to.
 */
final class Panel implements AutoCloseable {
  static final long BEGIN = 1_800_000_000_000L;
  private static final int DEADLINE_SECONDS = 50;

  private final Vertx vertx = Vertx.vertx();
  private final BoardThread thread = new BoardThread();
  private final AtomicLong wall = new AtomicLong(BEGIN);
  private final AtomicLong ticks = new AtomicLong();
  private final Questions questions = new Questions();
  private final NodeIdentity self;
  private final Events events;
  private final Feed feed;
  private final ClusterSeconds seconds;
  private final int port;

  /** A node that is alone. */
  Panel() {
    this(new LonelyCalls(), NodeIdentity.of("here", "test"));
  }

  Panel(NodeCalls calls, NodeIdentity self) {
    this.self = self;
    events = new Events(self);
    BoardClock clock = new BoardClock(wall::get, ticks::get);
    Seals seals = Seals.of(Optional.empty());
    Grants grants = new Grants(seals);
    ListenersConfig.Dashboard config =
        new ListenersConfig.Dashboard(true, "admin", Optional.empty());
    feed = new Feed(vertx, clock, new Gate(config, grants), grants, questions);
    Seconds kept = new Seconds();
    seconds =
        new ClusterSeconds(
            thread,
            clock,
            calls,
            self,
            seals,
            this::snapshot,
            kept,
            events,
            new MemberNews(calls, self, events),
            new Traces(new Tracer(), self),
            feed);
    feed.onOpen(new Greeter(thread, seconds, new Histories(thread, calls, self, kept)));
    Router router = Router.router(vertx);
    router.route("/dashboard/feed").handler(feed::accept);
    port =
        await(
                vertx
                    .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                    .requestHandler(router)
                    .listen(0, "127.0.0.1"))
            .actualPort();
  }

  private JsonObject snapshot(long at) {
    return new JsonObject().put("id", self.uid()).put("name", self.name()).put("at", at);
  }

  int port() {
    return port;
  }

  Board open() {
    return Board.at(port, "/dashboard/feed");
  }

  Questions questions() {
    return questions;
  }

  Events events() {
    return events;
  }

  Feed feed() {
    return feed;
  }

  /** A second passes. */
  void second() {
    ticks.addAndGet(1_000);
    set(wall.get() + 1_000);
  }

  /** Somebody sets the clock, and the next second begins. */
  void set(long now) {
    wall.set(now);
    call(
        () -> {
          seconds.tick();
          return null;
        });
  }

  /** Time passes while nothing happens. */
  void pass(long millis) {
    ticks.addAndGet(millis);
  }

  /** On the dashboard's thread. */
  <T> T call(Callable<T> task) {
    return await(thread.call(task));
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  @Override
  public void close() {
    thread.close();
    await(vertx.close());
  }
}
