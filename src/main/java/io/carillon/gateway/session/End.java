package io.carillon.gateway.session;

import io.carillon.gateway.error.CloseCode;
import java.util.Set;

/**
 * How a session ended.
 *
 * @param code of the close frame that came first, or what stands for it; 0 for none
 * @param reason in our close frame; empty for none
 * @param by who closed
 */
record End(int code, String reason, By by) {
  /** The node goes down, or somebody at the API wanted it so: no fault of the client or ours. */
  private static final Set<Integer> ON_PURPOSE =
      Set.of(
          CloseCode.SHUTDOWN.number(),
          CloseCode.SERVICE_RESTART.number(),
          CloseCode.FORCE_DISCONNECT.number());

  /** Whoever it was. */
  enum By {
    CLIENT,
    GATEWAY,
    NOBODY
  }

  /** We closed. */
  static End byGateway(int code, String reason) {
    return new End(code, reason, By.GATEWAY);
  }

  /** The client closed; 0 when it gave no code. */
  static End byClient(int code) {
    return new End(code, "", By.CLIENT);
  }

  /** The socket ended without a word. */
  static End lost() {
    return new End(0, "", By.NOBODY);
  }

  /** Whether the client lost its connection because of a fault, its own or ours. */
  boolean isVerdict() {
    return by == By.GATEWAY && !ON_PURPOSE.contains(code);
  }

  /** Whether it did not keep up. */
  boolean isSlow() {
    return by == By.GATEWAY && code == CloseCode.SLOW.number();
  }

  /** As metrics count it, see {@link ClientMetrics#closed}. */
  int counted() {
    return by == By.GATEWAY ? code : by == By.CLIENT ? -1 : 0;
  }

  @Override
  public String toString() {
    return "code="
        + code
        + " reason="
        + ClientLog.text(reason)
        + " by="
        + by.name().toLowerCase(java.util.Locale.ROOT);
  }
}
