package io.carillon.gateway.proxy.link;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.request.RequestHead;
import io.carillon.gateway.proxy.sticky.Stickiness;
import io.carillon.gateway.proxy.upstream.Upstream;
import io.carillon.gateway.proxy.upstream.UpstreamFailure;
import io.carillon.gateway.wire.ChannelTakeover;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket handshake on its way to a target, until it is a link or refused. Holds the client's
 * channel from the beginning, so that nothing of Vert.x is left to keep. Confined to its loop.
 */
public final class Upgrade {
  private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);
  private static final int HEAD_BYTES = 512;

  private final ProxyRequest request;
  private final Pool pool;
  private final PoolConfig rules;
  private final Stickiness stickiness;
  private final int generation;
  private final LinkServices services;
  private final Consumer<ProxyLink> opened;
  private final String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
  private final WaitingClient waiting = new WaitingClient(this::clientGone);
  private final Set<Target> tried = new HashSet<>(4);
  private final long beganNanos = System.nanoTime();
  private Channel client;

  /** The one that is asked, or was asked last; null before that, as its reader is. */
  private Upstream upstream;

  private AnswerReader reader;
  private ScheduledFuture<?> deadline;

  /** It is a link, or refused, or the client is gone. */
  private boolean over;

  private Upgrade(
      ProxyRequest request,
      Pool pool,
      Stickiness stickiness,
      int generation,
      LinkServices services,
      Consumer<ProxyLink> opened) {
    this.request = request;
    this.pool = pool;
    this.rules = pool.config();
    this.stickiness = stickiness;
    this.generation = generation;
    this.services = services;
    this.opened = opened;
  }

  /**
   * Takes the channel of a handshake that {@code wire.Handshake} found correct, and leads it to a
   * target. On the loop, within the request handler; neither the request nor its response may be
   * touched afterwards.
   *
   * @param proxied what there is to know of the request
   * @param generation of the rules that sent it here
   * @param opened told of the link, on the loop, before anything of the target passes
   */
  public static void begin(
      HttpServerRequest http,
      ProxyRequest proxied,
      Pool pool,
      Stickiness stickiness,
      int generation,
      LinkServices services,
      Consumer<ProxyLink> opened) {
    Upgrade upgrade = new Upgrade(proxied, pool, stickiness, generation, services, opened);
    upgrade.client = ChannelTakeover.take(http, upgrade.waiting);
    stickiness
        .find(proxied)
        .onComplete(found -> services.onLoop(() -> upgrade.dial(found.result())));
  }

  private void dial(Target sticky) {
    if (over) {
      if (sticky != null) {
        sticky.closed();
      }
      return;
    }
    await(services.upstreams().connect(pool, request, sticky, tried));
  }

  private void await(Future<Upstream> dial) {
    dial.onComplete(dialled -> services.onLoop(() -> dialled(dialled)));
  }

  private void dialled(AsyncResult<Upstream> dialled) {
    if (over) {
      if (dialled.succeeded()) {
        dialled.result().channel().close();
      }
    } else if (dialled.succeeded()) {
      upstream = dialled.result();
      guard(this::ask);
    } else if (dialled.cause() instanceof UpstreamFailure failure) {
      refuse(failure.status(), failure.getMessage());
    } else {
      bug(dialled.cause());
    }
  }

  private void ask() {
    Channel target = upstream.channel();
    reader = new AnswerReader(this);
    target.pipeline().addLast(reader);
    // Before anything is written: that may fail at once, and lead to the next target.
    deadline =
        services
            .loop()
            .schedule(
                () -> failed(504, "no answer from the target in time", "no answer in time"),
                rules.timeouts().handshake().toNanos(),
                TimeUnit.NANOSECONDS);
    target.writeAndFlush(question(target), target.voidPromise());
    target.config().setAutoRead(true);
  }

  private ByteBuf question(Channel target) {
    ByteBuf head = target.alloc().directBuffer(HEAD_BYTES);
    try {
      RequestHead.writeUpgrade(request, upstream.target(), head);
      return head;
    } catch (RuntimeException bug) {
      head.release();
      throw bug;
    }
  }

  /** An answer that is not the last word. */
  void interim(AnswerHead head) {
    ByteBuf out = client.alloc().directBuffer(HEAD_BYTES);
    head.writeInterimTo(out);
    client.writeAndFlush(out.writeByte('\r').writeByte('\n'), client.voidPromise());
  }

  /** The target speaks WebSocket, if its head is right. */
  void accepted(AnswerHead head) throws BadAnswer {
    Acceptance.check(request, head);
    finish();
    guard(() -> open(head));
  }

  private void open(AnswerHead head) {
    upstream.target().onSuccess();
    String cookie = stickiness.cookie(request, upstream.target());
    RelayedLink link =
        new RelayedLink(
            services, entry("open", 101, Duration.ZERO, 0), rules, upstream.target(), generation);
    ByteBuf early = waiting.takeEarly();
    ByteBuf behind = reader.take();
    client.pipeline().replace(waiting, "relay", link.client());
    upstream.channel().pipeline().replace(reader, "relay", link.targetRelay());
    link.client().write(answer(head, cookie));
    try {
      link.opened();
      opened.accept(link);
    } catch (RuntimeException bug) {
      early.release();
      behind.release();
      throw bug;
    }
    link.targetRelay().begin(behind);
    link.client().begin(early);
  }

  private ByteBuf answer(AnswerHead head, String cookie) {
    ByteBuf answer = client.alloc().directBuffer(HEAD_BYTES);
    head.writeInterimTo(answer);
    writeAscii(answer, "Connection: Upgrade\r\nUpgrade: websocket\r\n");
    if (cookie != null) {
      writeAscii(answer, "Set-Cookie: " + cookie + "\r\n");
    }
    writeAscii(answer, "\r\n");
    return answer;
  }

  /** The target says something else than yes. */
  void declined(AnswerHead head) {
    finish();
    upstream.target().onSuccess();
    ByteBuf read = reader.take();
    client.pipeline().remove(waiting);
    upstream.channel().pipeline().remove(reader);
    PlainAnswer.pass(
        client,
        upstream.channel(),
        read,
        head.status(),
        stickiness.cookie(request, upstream.target()),
        rules.timeouts().response(),
        this::ended);
  }

  /** The target gave no answer that is one. */
  void failed(int status, String text, String reason) {
    if (!over) {
      upstream.target().onFailure(reason);
      refuse(status, text);
    }
  }

  /** The target's channel failed, or we did. */
  void broken(Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() != null) {
      lost("TLS: " + reason(cause.getCause()));
    } else if (cause instanceof IOException || cause instanceof DecoderException) {
      lost(reason(cause));
    } else {
      bug(cause);
    }
  }

  /** The connection to the target ended without a whole answer: another may do better. */
  void lost(String reason) {
    upstream.target().onFailure(reason);
    UpstreamFailure last = new UpstreamFailure(502, "no answer from the target");
    if (reader.hasBegun()) {
      refuse(last.status(), last.getMessage());
      return;
    }
    reader.stop();
    deadline.cancel(false);
    closeUpstream();
    tried.add(upstream.target());
    await(services.upstreams().connectOther(pool, request, tried, last));
  }

  private void clientGone() {
    if (!over) {
      finish();
      ended(499, 0);
      closeUpstream();
    }
  }

  private void refuse(int status, String text) {
    finish();
    ended(status, 0);
    Refusals.write(client, status, text, services.closeTimeout());
    closeUpstream();
  }

  private void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      bug(bug);
    }
  }

  private void bug(Throwable cause) {
    LOG.error("upgrade failed link={}", id, cause);
    finish();
    Ending.reset(client);
    closeUpstream();
  }

  private void finish() {
    over = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
    if (reader != null) {
      reader.stop();
    }
  }

  private void closeUpstream() {
    if (upstream != null) {
      upstream.channel().close();
    }
  }

  private void ended(int status, long bytes) {
    Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
    services.log().write(entry("request", status, took, bytes));
  }

  private AccessEntry entry(String event, int status, Duration duration, long bytesDown) {
    return new AccessEntry(
        event,
        id,
        request.client().host(),
        request.method(),
        request.uri(),
        request.route().name(),
        upstream == null ? "" : upstream.target().pool() + "/" + upstream.target().name(),
        status,
        duration,
        0,
        bytesDown,
        0,
        0,
        0,
        "",
        "");
  }

  // Some failures have no message, such as that of a channel that is closed.
  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static void writeAscii(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
  }
}
