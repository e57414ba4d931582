package io.carillon.gateway.wire;

import io.vertx.core.http.HttpServerRequest;

/**
 * The compression of messages on one loop, RFC 7692 section 7, without any state of a connection:
 * each message is compressed by itself. Confined to the loop; who made it closes it when nobody
 * sends there any more.
 */
public final class PermessageDeflate implements AutoCloseable {
  private final Inflation inflation = new Inflation();
  private final Deflation deflation = new Deflation();

  /** What was agreed on in a handshake, which {@link WebSocketConnection#accept} tells. */
  public static final class Agreement {
    private final String answer;
    private final Inflation inflation;

    private Agreement(String answer, Inflation inflation) {
      this.answer = answer;
      this.inflation = inflation;
    }

    String answer() {
      return answer;
    }

    Inflation inflation() {
      return inflation;
    }
  }

  /**
   * What can be agreed on of what a client offers; null when that is nothing: then it goes without,
   * as it does when the header is malformed.
   */
  public Agreement agree(HttpServerRequest request) {
    String answer = DeflateOffer.answer(request.headers().getAll("Sec-WebSocket-Extensions"));
    return answer == null ? null : new Agreement(answer, inflation);
  }

  /** What compresses for those who agreed. */
  public Deflation deflation() {
    return deflation;
  }

  /** Gives back the memory outside of the heap; whoever comes late gets it again. */
  @Override
  public void close() {
    inflation.close();
    deflation.close();
  }
}
