package io.carillon.gateway.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/** Hears the answer to one request, on the loop of its connection. */
interface AnswerListener {
  /** A head of status 1xx, but for 101; others follow. */
  void onInterim(HttpResponse head);

  /** The head of the answer. */
  void onHead(HttpResponse head);

  /**
   * A piece of the body.
   *
   * @param piece owned by the listener from here on
   */
  void onBody(ByteBuf piece);

  /**
   * The answer is complete.
   *
   * @param trailers fields that came after the body
   */
  void onEnd(HttpHeaders trailers);

  /** All that can be read now has been. */
  void onPause();

  /** The connection takes more of the request again. */
  void onWritable();

  /**
   * The connection ended, or was ended, before the answer was complete. Nothing follows.
   *
   * @param reason for the log
   */
  void onLost(String reason);

  /** The same, and nothing was said since the request or the last 1xx. */
  void onHungUp(String reason);

  /** The same as {@link #onLost}, because of a bug of ours. */
  void onBug(Throwable bug);
}
