package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.request.RequestRefused;
import io.carillon.gateway.wire.RequestConnection;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Set;

/** What the client is answered. Confined to the loop of its connection. */
final class Answer implements BodySink {
  private static final String METHODS = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

  /** Vert.x counts pieces; a connection of HTTP/2 has many streams, and so many times as much. */
  private static final int MOST_UNSENT = 64 * 1024;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Runnable onDrained;
  private final Runnable onEnded;
  private Set<String> named = Set.of();
  private boolean begun;
  private boolean bodiless;
  private boolean closing;
  private boolean trailing;
  private long bytes;

  /** Bytes of the body that wait for room on a stream of HTTP/2. */
  private int unsent;

  private Future<Void> sent;

  /**
   * @param onDrained called when {@link #isFull} no longer holds
   * @param onEnded called when the last piece is on its way
   */
  Answer(HttpServerRequest request, Runnable onDrained, Runnable onEnded) {
    this.request = request;
    this.response = request.response();
    this.onDrained = onDrained;
    this.onEnded = onEnded;
  }

  /** Refuses a request that is not to be understood, and so ends its connection. */
  static void refuse(HttpServerRequest request, RequestRefused refused) {
    Answer answer = new Answer(request, () -> {}, () -> {});
    answer.refuse(refused.status(), refused.getMessage(), true);
    answer.closeIfSaid();
  }

  /** Passes an interim answer on to those that know of them. */
  void interim(HttpResponse head) {
    if (begun || response.closed()) {
      return;
    }
    boolean known = request.version() != HttpVersion.HTTP_1_0;
    if (known && head.status().code() == 100) {
      response.writeContinue();
    } else if (known && head.status().code() == 103) {
      MultiMap hints = MultiMap.caseInsensitiveMultiMap();
      if (RequestConnection.isMultiplexed(request)) {
        AnswerHead.copyInSmall(head.headers(), hints);
      } else {
        AnswerHead.copy(head.headers(), hints);
      }
      response.writeEarlyHints(hints);
    }
    callWhenDrained(); // also when nothing was written: the answer before may wait in the queue
  }

  private void callWhenDrained() {
    if (response.writeQueueFull()) {
      response.drainHandler(drained -> onDrained.run());
    }
  }

  /**
   * Begins with the head of a target; fails when that cannot be written.
   *
   * @param cookie to set besides its own; null for none
   * @param trailers whether the client takes fields after the body
   * @param close whether the connection ends after it
   */
  void begin(HttpResponse head, String cookie, boolean trailers, boolean close) {
    named = AnswerHead.copy(head.headers(), response.headers());
    int status = head.status().code();
    response.setStatusCode(status);
    // Vert.x would take a 304 in other words for an answer with an empty body.
    if (status != 304) {
      response.setStatusMessage(head.status().reasonPhrase());
    }
    if (cookie != null) {
      response.headers().add("Set-Cookie", cookie);
    }
    bodiless = HttpMethod.HEAD.equals(request.method()) || status == 204 || status == 304;
    boolean measured = bodiless || response.headers().contains("Content-Length");
    if (!measured) {
      response.setChunked(true);
    }
    trailing = trailers && !measured && request.version() != HttpVersion.HTTP_1_0;
    if (trailing) {
      Trailers.announce(head.headers(), named, response.headers());
    }
    begun = true;
    closing = close || (!measured && request.version() == HttpVersion.HTTP_1_0);
    sayClosing();
  }

  /** Answers with a line of text; only when nothing has begun. */
  void refuse(int status, String text, boolean close) {
    begun = true;
    closing = close;
    response.headers().clear();
    response.setStatusCode(status).putHeader("Content-Type", "text/plain; charset=utf-8");
    if (status == 405) {
      response.putHeader("Allow", METHODS);
    }
    sayClosing();
    Buffer body = Buffer.buffer(text + "\n");
    bytes = body.length();
    sent = response.end(body);
  }

  // In the end, since Vert.x would promise more to clients of HTTP/1.0.
  private void sayClosing() {
    if (closing) {
      RequestConnection.takeLast(request);
      response.headersEndHandler(last -> RequestConnection.announceEnd(request));
    }
  }

  @Override
  public void write(Buffer piece) {
    if (bodiless || response.closed()) {
      return;
    }
    bytes += piece.length();
    Future<Void> written = response.write(piece);
    if (RequestConnection.isMultiplexed(request)) {
      unsent += piece.length();
      written.onComplete(any -> onWritten(piece.length()));
    }
    callWhenDrained();
  }

  private void onWritten(int length) {
    boolean full = unsent >= MOST_UNSENT;
    unsent -= length;
    if (full && unsent < MOST_UNSENT) {
      onDrained.run();
    }
  }

  /** Has these fields follow the body, if the client takes them. Before its {@link #end}. */
  void trail(HttpHeaders fields) {
    if (trailing && !fields.isEmpty()) {
      Trailers.copy(fields, named, response.trailers());
    }
  }

  @Override
  public void end() {
    sent = response.end();
    onEnded.run();
  }

  /** Ends the connection once all has left, if that was said. At the end of the exchange. */
  void closeIfSaid() {
    if (closing && sent != null) {
      RequestConnection.takeNoMore(request);
      sent.onSuccess(left -> RequestConnection.closeGently(request));
    }
  }

  /** Sends the head if nothing of the body has come with it. */
  void sendHead() {
    if (begun && !bodiless && !response.headWritten() && !response.ended()) {
      if (request.version() != HttpVersion.HTTP_1_0) {
        response.writeHead();
      } else {
        response.write(BufferInternal.buffer());
      }
    }
  }

  /** Whether the client does not take what it is sent. */
  boolean isFull() {
    return !response.ended() && (unsent >= MOST_UNSENT || response.writeQueueFull());
  }

  /** Whether a head has been given, so that no other can be. */
  boolean hasBegun() {
    return begun;
  }

  /** 0 when there was none. */
  int status() {
    return begun ? response.getStatusCode() : 0;
  }

  /** Bytes of the body. */
  long bytes() {
    return bytes;
  }
}
