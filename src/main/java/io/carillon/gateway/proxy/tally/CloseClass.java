package io.carillon.gateway.proxy.tally;

/** Close codes of WebSocket by what they mean (RFC 6455 section 7.4). */
public enum CloseClass {
  /** 1000, all said. */
  NORMAL,
  /** 1001, one side goes away. */
  AWAY,
  /** 1012, come back. */
  RESTART,
  /** 1011, 1013 and 1014, trouble at a server. */
  TROUBLE,
  /** The others below 3000: somebody did what is not allowed. */
  VIOLATION,
  /** 1005, a goodbye without a code. */
  NO_CODE,
  /** 1006, none at all. */
  LOST,
  /** 3000 to 4999, of applications and libraries. */
  APPLICATION;

  /** Of a code, whatever somebody may have sent. */
  public static CloseClass of(int code) {
    return switch (code) {
      case 1000 -> NORMAL;
      case 1001 -> AWAY;
      case 1005 -> NO_CODE;
      case 0, 1006 -> LOST;
      case 1011, 1013, 1014 -> TROUBLE;
      case 1012 -> RESTART;
      default -> code >= 3000 && code < 5000 ? APPLICATION : VIOLATION;
    };
  }
}
