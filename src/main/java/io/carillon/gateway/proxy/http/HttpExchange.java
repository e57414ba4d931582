package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.request.RequestRefused;
import io.carillon.gateway.proxy.sticky.PolledNamespace;
import io.carillon.gateway.proxy.sticky.Stickiness;
import io.carillon.gateway.proxy.tally.TimeoutKind;
import io.carillon.gateway.wire.RequestConnection;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer: a target is chosen and connected to, then both bodies stream, neither
 * faster than its reader takes it. Whatever goes wrong before the answer has begun is answered with
 * a line of text; afterwards the client's connection is reset, so that nobody takes a piece for the
 * whole. Ends by itself. Confined to the loop of both connections.
 */
public final class HttpExchange implements Delivery.Outcome {
  private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
  private static final String BUG = "internal server error";

  private final HttpServerRequest request;
  private final Pool pool;
  private final HttpServices services;
  private final ExchangeRecord record;
  private final RequestBody body;
  private final Answer answer;
  private final AnswerRelay relay;
  private final Delivery delivery;
  private final Blame blame;
  private final InactivityTimer timer;
  private boolean over;

  private HttpExchange(
      HttpServerRequest request,
      ProxyRequest proxied,
      Pool pool,
      Stickiness stickiness,
      PolledNamespace polled,
      HttpServices services) {
    this.request = request;
    this.pool = pool;
    this.services = services;
    this.record = new ExchangeRecord(request, proxied.client().host(), proxied.route(), services);
    this.body = new RequestBody(request, proxied, services.loop());
    this.answer = new Answer(request, this::onDrained, () -> end("", ""));
    this.relay = new AnswerRelay(this, proxied, stickiness, polled, body, answer);
    this.blame = new Blame(pool, proxied);
    this.delivery = new Delivery(services, pool, proxied, relay, this);
    this.timer =
        new InactivityTimer(
            services.loop(), pool.config().timeouts().response(), this::onInactivity);
  }

  /**
   * Answers a request; on its loop, before anything of its body was read. A request that was kept
   * for later has to be paused meanwhile.
   *
   * @param polled told who is in its namespace; null when that does not matter
   */
  public static void begin(
      HttpServerRequest request,
      ProxyRequest proxied,
      Pool pool,
      Stickiness stickiness,
      PolledNamespace polled,
      HttpServices services) {
    try {
      RequestCheck.check(request);
    } catch (RequestRefused refused) {
      RefusedRequest.answer(request, proxied.route(), refused, services);
      return;
    }
    HttpExchange exchange = new HttpExchange(request, proxied, pool, stickiness, polled, services);
    exchange.watchClient();
    exchange.guard(
        () ->
            stickiness
                .find(proxied)
                .onComplete(
                    found ->
                        exchange.onLoop(
                            () ->
                                exchange.guard(
                                    () ->
                                        exchange.delivery.begin(
                                            found.result(), stickiness.isBound(proxied))))));
  }

  private void watchClient() {
    RequestConnection.bePatient(request);
    request.exceptionHandler(this::onClientFailure);
    request.response().exceptionHandler(this::onClientFailure);
  }

  @Override
  public void onDelivered(TargetConnection to) {
    touch();
    guard(() -> body.sendTo(to, this::touch));
  }

  /** The target has begun its answer. */
  void answered() {
    blame.answered(target());
  }

  /** Where the request went; null before. */
  Target target() {
    return delivery.target();
  }

  /** Something moved. */
  void touch() {
    timer.touch();
  }

  /** Reads from the target, or rests. */
  void listen(boolean on) {
    if (delivery.connection() != null) {
      delivery.connection().read(on);
    }
  }

  /** The target has said all. */
  void partWithTarget() {
    TargetConnection answered = delivery.release();
    if (body.isComplete()) {
      answered.leave(Delivery.isShared(pool) ? pool.config().maxIdle() : 0);
    } else {
      answered.close();
    }
  }

  /** The target did not say all, or not properly. */
  void fail(String reason) {
    if (answer.hasBegun()) {
      abort("target", reason);
    } else {
      blame.failed(target(), reason);
      refuse(502, reason);
    }
  }

  /** The target closed the connection before it said anything, or after a 1xx. */
  void hungUp(String reason) {
    blame.hungUp(target(), reason);
    if (delivery.mayBeRepeated() && body.isNone()) {
      guard(() -> delivery.repeat(reason));
    } else {
      refuse(502, reason);
    }
  }

  /** Runs a step on the loop, if it still matters then. From any thread. */
  void unlessOver(Runnable step) {
    onLoop(
        () -> {
          if (!over) {
            guard(step);
          }
        });
  }

  /** Runs a step of ours; a bug in it ends this exchange, and nothing else. */
  void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      onBug(bug);
    }
  }

  @Override
  public void onBug(Throwable bug) {
    String at = target() == null ? pool.config().name() : target().pool() + "/" + target().name();
    LOG.error("exchange failed route={} target={}", record.route(), at, bug);
    if (over) {
      return;
    }
    if (answer.hasBegun()) {
      abort("gateway", BUG);
    } else {
      refuse(500, BUG);
    }
  }

  private void onDrained() {
    touch();
    relay.regulate();
  }

  private void onClientFailure(Throwable cause) {
    if (over) {
      return;
    }
    boolean gone = cause instanceof IOException || cause instanceof VertxException;
    if (gone || answer.hasBegun()) {
      end("client", "the client closed the connection");
    } else {
      refuse(400, "malformed body");
      // Vert.x is about to close.
      RequestConnection.flush(request);
    }
  }

  private void onInactivity() {
    if (answer.isFull()) {
      abort("client", "the client took nothing in time");
    } else if (answer.hasBegun()) {
      target().tally().timeouts().count(TimeoutKind.RESPONSE);
      abort("gateway", "nothing moved in time");
    } else if (body.isAwaited()) {
      refuse(408, "the request did not come in time");
    } else {
      if (delivery.connection() != null) {
        blame.late(target(), body);
      }
      refuse(504, "the target did not answer in time");
    }
  }

  /** Also when nobody has got the request. */
  @Override
  public void refuse(int status, String text) {
    answer.refuse(status, text, !body.isComplete());
    end("gateway", text);
  }

  private void abort(String closedBy, String reason) {
    end(closedBy, reason);
    RequestConnection.reset(request);
  }

  private void end(String closedBy, String reason) {
    if (over) {
      return;
    }
    over = true;
    timer.stop();
    delivery.cancel();
    RequestConnection.endPatience(request);
    answer.closeIfSaid();
    body.discard();
    record.ended(target(), answer, body.bytes(), closedBy, reason);
  }

  private void onLoop(Runnable step) {
    if (services.loop().inEventLoop()) {
      step.run();
    } else {
      services.loop().execute(step);
    }
  }
}
