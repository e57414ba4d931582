package io.carillon.gateway.wire;

import io.netty.handler.codec.http.HttpHeaders;

/** What there is to remember of one stream of HTTP/2. Confined to the loop of its connection. */
final class StreamState {
  private RequestTrailers awaiting;
  private HttpHeaders trailers;
  private int patience;

  /** The client has made room since the last look. */
  private boolean room;

  /** The next look is the first. */
  private boolean fresh = true;

  /** Fields behind the body have come. */
  void keepTrailers(HttpHeaders fields) {
    trailers = fields;
    if (awaiting != null) {
      awaiting.take(fields);
    }
  }

  /** Somebody wants to hear of them. */
  void awaitTrailers(RequestTrailers whoever) {
    awaiting = whoever;
    if (trailers != null) {
      whoever.take(trailers);
    }
  }

  /** Whoever answers has a time-out of its own. */
  void bePatient() {
    patience++;
  }

  void endPatience() {
    patience--;
    fresh = true;
  }

  /** The client lets more be sent. */
  void onRoom() {
    room = true;
  }

  /**
   * Looks whether the client has let nothing be sent since the last look.
   *
   * @param full whether it lets nothing be sent now
   */
  boolean isStuck(boolean full) {
    boolean stuck = full && !room && !fresh && patience == 0;
    room = false;
    fresh = false;
    return stuck;
  }
}
