package io.carillon.gateway.proxy.log;

import java.time.Duration;

/**
 * What one line of the access log tells.
 *
 * @param event {@code open} and {@code close} of a link, {@code request} of plain HTTP
 * @param id of the link or request, the same in both lines
 * @param outcome {@link Outcome#NONE} in the first line
 */
public record AccessEntry(String event, String id, Asked asked, Given given, Outcome outcome) {
  static final String OPEN = "open";

  /** The line at the start of a link. */
  public static AccessEntry open(String id, Asked asked, Given given) {
    return new AccessEntry(OPEN, id, asked, given, Outcome.NONE);
  }

  /** The line at its end. */
  public AccessEntry close(Outcome outcome) {
    return new AccessEntry("close", id, asked, given, outcome);
  }

  /** The one line of a request that became no link. */
  public static AccessEntry request(String id, Asked asked, Given given, Outcome outcome) {
    return new AccessEntry("request", id, asked, given, outcome);
  }

  /**
   * What was asked.
   *
   * @param client its address
   * @param protocol with its version, as {@code HTTP/1.1}
   * @param route that the request came by
   */
  public record Asked(String client, String method, String uri, String protocol, String route) {
    private static final String USUAL = "HTTP/1.1";

    /** What a WebSocket begins with. */
    public Asked(String client, String method, String uri, String route) {
      this(client, method, uri, USUAL, route);
    }
  }

  /**
   * What it was given.
   *
   * @param target {@code pool/name}; empty when none was reached
   * @param status of the answer
   */
  public record Given(String target, int status) {}

  /**
   * How it ended.
   *
   * @param up from the client
   * @param down to the client; of the gateway's own nothing
   */
  public record Outcome(Duration duration, Traffic up, Traffic down, Closing closing) {
    static final Outcome NONE =
        new Outcome(Duration.ZERO, Traffic.NONE, Traffic.NONE, Closing.WITHOUT_A_WORD);
  }

  /**
   * What went one way.
   *
   * @param bytes payload and framing
   * @param messages whole ones; 0 for plain HTTP
   */
  public record Traffic(long bytes, long messages) {
    static final Traffic NONE = new Traffic(0, 0);

    /** Of plain HTTP. */
    public static Traffic of(long bytes) {
      return new Traffic(bytes, 0);
    }
  }

  /**
   * Why it ended.
   *
   * @param code that ended a link; 0 when it was never upgraded, 1005 for a close without a code,
   *     1006 for none at all
   * @param by {@code client}, {@code target} or {@code gateway}; empty when both sides had their
   *     say
   */
  public record Closing(int code, String by, String reason) {
    /** The end of an answer. */
    public static final Closing WITHOUT_A_WORD = new Closing(0, "", "");
  }
}
