package io.carillon.gateway.proxy.http;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * One request on a connection and how far its answer has come. Confined to the loop of the
 * connection.
 */
final class Turn {
  private AnswerListener listener;
  private boolean sent;
  private boolean answered;
  private boolean interim;
  private boolean ended;
  private KeepAlive keepAlive;

  /**
   * @param listener null when nothing was asked
   */
  Turn(AnswerListener listener) {
    this.listener = listener;
  }

  /** The whole head of the request has left. */
  void onSent(boolean whole) {
    sent = whole;
  }

  /** Whoever asked hears no more of it. */
  void abandon() {
    listener = null;
  }

  /** Whether somebody waits for more of the answer. */
  boolean isAwaited() {
    return listener != null && !ended;
  }

  /** Whether anything came back. */
  boolean hasAnswered() {
    return answered;
  }

  /** Whether the answer is complete, and its connection may serve another request. */
  boolean leavesIt() {
    return ended && sent && keepAlive.isOffered();
  }

  /** How long the connection may rest; of one that {@link #leavesIt}. */
  long restMillis() {
    return keepAlive.time().toMillis();
  }

  /** Who hears of the answer; null when nobody does any more. */
  AnswerListener listener() {
    return listener;
  }

  /** Takes the head of an answer; false when it cannot be one. */
  boolean onHead(HttpResponse head) {
    answered = true;
    interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (head.status().code() == 101) {
      return false;
    }
    if (interim) {
      listener.onInterim(head);
    } else {
      keepAlive = KeepAlive.of(head);
      listener.onHead(head);
    }
    return true;
  }

  /** Takes a piece of the body, and owns it; false when another head is to come. */
  boolean onContent(HttpContent content) {
    if (content.content().isReadable()) {
      listener.onBody(content.content());
    } else {
      content.release();
    }
    if (content instanceof LastHttpContent last && !interim) {
      ended = true;
      if (listener != null) {
        listener.onEnd(last.trailingHeaders());
      }
    }
    return !interim;
  }

  /**
   * The connection is lost. While the head is on its way, its write fails too and says so; after
   * the end of the answer, whoever listens has nothing more to hear.
   *
   * @param silently without a word since the request, or the last 1xx
   */
  void onLost(String reason, boolean silently) {
    AnswerListener lost = listener;
    listener = null;
    if (lost == null || ended || !(sent || answered)) {
      return;
    }
    if (silently) {
      lost.onHungUp(reason);
    } else {
      lost.onLost(reason);
    }
  }

  /** The same by a bug of ours; false when there is nobody to hear of it. */
  boolean onBug(Throwable bug) {
    AnswerListener lost = listener;
    listener = null;
    if (lost == null) {
      return false;
    }
    lost.onBug(bug);
    return true;
  }
}
