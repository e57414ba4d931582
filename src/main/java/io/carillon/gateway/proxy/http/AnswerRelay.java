package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.sticky.PollReader;
import io.carillon.gateway.proxy.sticky.PolledNamespace;
import io.carillon.gateway.proxy.sticky.Stickiness;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * Passes what a target answers on to the client, no faster than it takes it. Confined to the loop.
 */
final class AnswerRelay implements AnswerListener {
  /** As much as a head may have. */
  private static final int MOST_INTERIM_BYTES = 32 * 1024;

  private final HttpExchange exchange;
  private final ProxyRequest request;
  private final Stickiness stickiness;
  private final PolledNamespace polled;
  private final RequestBody body;
  private final Answer answer;
  private BodySink sink;
  private int interimBytes;

  /**
   * @param polled null when it does not matter who is in a namespace
   */
  AnswerRelay(
      HttpExchange exchange,
      ProxyRequest request,
      Stickiness stickiness,
      PolledNamespace polled,
      RequestBody body,
      Answer answer) {
    this.exchange = exchange;
    this.request = request;
    this.stickiness = stickiness;
    this.polled = polled;
    this.body = body;
    this.answer = answer;
    this.sink = answer;
  }

  @Override
  public void onInterim(HttpResponse head) {
    exchange.guard(() -> passInterim(head));
  }

  private void passInterim(HttpResponse head) {
    interimBytes += AnswerHead.bytes(head);
    if (interimBytes > MOST_INTERIM_BYTES) {
      exchange.fail(TargetConnection.MALFORMED);
      return;
    }
    // Others do not count as something that moved: with them an answer could be put off for ever.
    if (head.status().code() == 100 && body.allow()) {
      exchange.touch();
    }
    answer.interim(head);
    regulate();
  }

  @Override
  public void onHead(HttpResponse head) {
    exchange.guard(() -> passHead(head));
  }

  private void passHead(HttpResponse head) {
    exchange.touch();
    if (!AnswerHead.isSound(head)) {
      exchange.fail(TargetConnection.MALFORMED);
      return;
    }
    exchange.answered();
    try {
      answer.begin(
          head,
          stickiness.cookie(request, exchange.target()),
          request.takesTrailers(),
          !body.isComplete());
    } catch (IllegalArgumentException unwritable) {
      exchange.fail(TargetConnection.MALFORMED);
      return;
    }
    if (head.status().code() == 200) {
      learnFrom(head);
    }
  }

  private void learnFrom(HttpResponse head) {
    if (stickiness.learns(request)) {
      sink = new Lesson(answer, this::learn, this::regulate);
    }
    PollReader reader = polled == null ? null : polled.reader(request, head.headers());
    if (reader != null) {
      sink = new Overheard(sink, reader, exchange::unlessOver, this::regulate);
    }
  }

  private Future<Void> learn(byte[] beginning) {
    Promise<Void> learnt = Promise.promise();
    stickiness
        .learn(request, exchange.target(), beginning)
        .onComplete(any -> exchange.unlessOver(learnt::complete));
    return learnt.future();
  }

  @Override
  public void onBody(ByteBuf piece) {
    Buffer owned =
        BufferInternal.safeBuffer(piece); // on the heap, so that nobody has to release it
    exchange.guard(
        () -> {
          exchange.touch();
          sink.write(owned);
          regulate();
        });
  }

  @Override
  public void onPause() {
    // A lesson holds the head back with the body: it may set the cookie of the session.
    if (sink == answer) {
      exchange.guard(answer::sendHead);
    }
  }

  @Override
  public void onEnd(HttpHeaders trailers) {
    exchange.guard(
        () -> {
          exchange.partWithTarget();
          answer.trail(trailers);
          sink.end();
        });
  }

  @Override
  public void onWritable() {
    exchange.guard(body::resume);
  }

  @Override
  public void onLost(String reason) {
    exchange.fail(reason);
  }

  @Override
  public void onHungUp(String reason) {
    exchange.hungUp(reason);
  }

  @Override
  public void onBug(Throwable bug) {
    exchange.onBug(bug);
  }

  /** Lets the target speak if the client listens. */
  void regulate() {
    exchange.listen(!answer.isFull() && !sink.isWaiting());
  }
}
