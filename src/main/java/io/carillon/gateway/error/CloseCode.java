package io.carillon.gateway.error;

/**
 * Every way the gateway closes a WebSocket: RFC 6455 section 7.4 below 3000, the Centrifuge
 * protocol from 3000 on. There, 3000 to 3499 ask the client to come back and 3500 to 3999 to stay
 * away.
 */
public enum CloseCode {
  PROTOCOL_ERROR(1002, "protocol error"),
  UNSUPPORTED_DATA(1003, "unsupported data"),
  INVALID_PAYLOAD_DATA(1007, "invalid payload data"),
  POLICY_VIOLATION(1008, "this route takes no messages"),
  MESSAGE_TOO_BIG(1009, "message too big"),
  SERVICE_RESTART(1012, "service restart"),
  TRY_AGAIN_LATER(1013, "try again later"),
  SHUTDOWN(3001, "shutdown"),
  SERVER_ERROR(3004, "internal server error"),
  EXPIRED(3005, "connection expired"),
  SUBSCRIPTION_EXPIRED(3006, "subscription expired"),
  SLOW(3008, "slow"),
  INSUFFICIENT_STATE(3010, "insufficient state"),
  NO_PONG(3012, "no pong"),
  TOO_MANY_REQUESTS(3013, "too many requests"),
  INVALID_TOKEN(3500, "invalid token"),
  BAD_REQUEST(3501, "bad request"),
  STALE(3502, "stale"),
  FORCE_DISCONNECT(3503, "force disconnect"),
  CONNECTION_LIMIT(3504, "connection limit"),
  CHANNEL_LIMIT(3505, "channel limit");

  private final int number;
  private final String reason;

  CloseCode(int number, String reason) {
    this.number = number;
    this.reason = reason;
  }

  /** The number in the close frame. */
  public int number() {
    return number;
  }

  /** The reason in the close frame; at most 123 bytes of UTF-8. */
  public String reason() {
    return reason;
  }
}
