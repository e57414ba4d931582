package io.carillon.gateway.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.impl.VertxHandler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * Stands between the decoder and Vert.x, and lets one request through at a time: Vert.x would take
 * the next while the first is unanswered, serve it even if the first ends the connection, and never
 * release what it has queued when the client goes away. So what waits here is memory that needs no
 * release, and is forgotten with the connection. Leaves with Vert.x when the channel is taken over.
 * Confined to its loop.
 *
 * <p>What Vert.x closes by itself behind the last answer, it closes as {@link GentleClose} does; a
 * client that says nothing more in the midst of a body is told so, before the connection is idle.
 */
final class Turnstile extends ChannelDuplexHandler {
  private static final int MOST_WAITING = 8;

  private final HeadTime head;
  private final BooleanSupplier leaving;
  private final BooleanSupplier heard;
  private ChannelHandlerContext ctx;
  private Deque<Object> waiting;

  /** Exchanges that do not want to be closed for being idle. */
  private int patience;

  /** The request that was let through last has not been answered to its end. */
  private boolean busy;

  /** The head of that answer has gone already. */
  private boolean answering;

  /** The request that was read last has not been read to its end. */
  private boolean inside;

  /** Right now a request is let through on which nobody had to wait. */
  private boolean passing;

  private boolean stoppedReading;

  /** Something was decoded in this turn. */
  private boolean decoded;

  private boolean last;
  private boolean over;

  /** The client was told that the connection ends after the answer that is under way. */
  private boolean saidLast;

  /** It says nothing more, and closes when the client does. */
  private boolean closing;

  /**
   * @param heads the time of heads; null for no bound
   * @param onLate told when a request is refused, since its head takes too long
   * @param leaving whether connections are to end after the next answer
   * @param heard whether the decoder was given bytes since it was asked last: a turn of reading may
   *     have had those of TLS only, or a PROXY header
   */
  Turnstile(Deadlines heads, Runnable onLate, BooleanSupplier leaving, BooleanSupplier heard) {
    this.head = new HeadTime(heads, onLate, () -> over = true);
    this.leaving = leaving;
    this.heard = heard;
  }

  /** One that comes in the midst of a request, and does not bound the time of heads. */
  static Turnstile amidRequest() {
    Turnstile turnstile = new Turnstile(null, () -> {}, () -> false, () -> false);
    turnstile.busy = true;
    return turnstile;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
    head.awaitFirst(added);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    head.end();
    waiting = null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    decoded = true;
    boolean request = message instanceof HttpRequest;
    if (request) {
      head.came();
      over |= last;
    }
    inside = request || inside;
    if (message instanceof LastHttpContent) {
      inside = false;
    }
    if (over) {
      ReferenceCountUtil.release(message);
      return;
    }
    // Whatever stands behind what cannot be read is no request.
    over = message instanceof HttpObject part && part.decoderResult().isFailure();
    Object own = message instanceof HttpContent content ? unpooled(content) : message;
    if (isAnybodyWaiting() || (busy && request)) {
      await(own);
    } else {
      passing = request;
      letThrough(own);
      passing = false;
    }
  }

  // As Vert.x does, only before anybody can keep it. What is malformed has no bytes.
  private static HttpContent unpooled(HttpContent content) {
    return content.content().isReadable()
        ? content.replace(VertxHandler.safeBuffer(content.content()))
        : content;
  }

  private boolean isAnybodyWaiting() {
    return waiting != null && !waiting.isEmpty();
  }

  private void await(Object message) {
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    waiting.add(message);
    if (waiting.size() >= MOST_WAITING && ctx.channel().config().isAutoRead()) {
      stoppedReading = true;
      ctx.channel().config().setAutoRead(false);
    }
  }

  private void letThrough(Object message) {
    if (message instanceof HttpRequest) {
      busy = true;
      // Part of the next head may have come while this one waited; its time begins anew.
      head.came();
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (heard.getAsBoolean() && !decoded && !isEngaged()) {
      head.begins();
    }
    decoded = false;
    context.fireChannelReadComplete();
  }

  // What comes now is no head, or one that has to wait for others.
  private boolean isEngaged() {
    return busy || inside || over || isAnybodyWaiting();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse answer && !isInterim(message) && leaving.getAsBoolean()) {
      answer.headers().set("Connection", "close");
      saidLast = true;
      takeLast();
    }
    answering |= message instanceof HttpResponse && !isInterim(message);
    boolean ends = message instanceof LastHttpContent && !isInterim(message);
    answering &= !ends;
    ChannelPromise told = ends && saidLast ? promise.unvoid() : promise;
    context.write(message, told);
    if (ends && saidLast) {
      busy = false;
      takeNoMore();
      told.addListener(sent -> closeGently());
    } else if (ends) {
      busy = false;
      if (isAnybodyWaiting()) {
        // Not now: Vert.x does not know yet that this was the end.
        context.executor().execute(this::letNextThrough);
      }
    }
  }

  /** After the last answer nothing is lost of it, whatever the client still sends. */
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (!over || busy || GentleClose.isOverFor(context.channel())) {
      context.close(promise);
      return;
    }
    context.channel().closeFuture().addListener(gone -> promise.trySuccess());
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> closeGently());
  }

  private void closeGently() {
    if (!closing) {
      closing = true;
      waiting = null;
      GentleClose.begin(ctx.channel());
    }
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  // All of the next request that is there, and what follows it if that is answered at once.
  private void letNextThrough() {
    if (!isAnybodyWaiting()) {
      return;
    }
    while (isAnybodyWaiting()) {
      boolean request = waiting.peek() instanceof HttpRequest;
      if (request && last) {
        takeNoMore();
      } else if (request && busy) {
        break;
      } else {
        letThrough(waiting.poll());
      }
    }
    if (stoppedReading && !isAnybodyWaiting()) {
      stoppedReading = false;
      ctx.channel().config().setAutoRead(true);
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof IdleStateEvent)) {
      context.fireUserEventTriggered(event);
    } else if (patience == 0 && inside && busy && !answering && !over && !isAnybodyWaiting()) {
      over = true;
      closing = true;
      LateRequest.refuse(context, "body");
    } else if (patience == 0) {
      context.fireUserEventTriggered(event);
    }
  }

  /** Whether the request that Vert.x hands on right now is the last thing that was decoded. */
  boolean isPassing() {
    return passing;
  }

  void bePatient() {
    patience++;
  }

  void endPatience() {
    patience--;
  }

  /** Lets no further request through; what belongs to this one still comes. */
  void takeLast() {
    last = true;
  }

  /** Lets nothing more through. */
  void takeNoMore() {
    over = true;
    waiting = null;
    head.end();
  }
}
