package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.proxy.tally.DialOutcome;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/** Why one target was not reached. Its message is for operators and says no addresses. */
public final class DialFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Who is to blame, and so what the client is told when nobody else can be tried. */
  private enum Kind {
    UNREACHABLE,
    LATE,
    OURS
  }

  private final Kind kind;
  private final DialOutcome outcome;

  private DialFailure(Kind kind, DialOutcome outcome, String reason) {
    super(reason, null, false, false);
    this.kind = kind;
    this.outcome = outcome;
  }

  /** What a failed step of a dial tells. */
  static DialFailure of(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return late("connect timed out");
    }
    if (cause instanceof SslHandshakeTimeoutException) {
      return late("TLS handshake timed out");
    }
    if (cause instanceof UnknownHostException) {
      return new DialFailure(Kind.UNREACHABLE, DialOutcome.NAME, "name does not resolve");
    }
    if (cause instanceof ClosedChannelException) {
      return unreachable("connection closed");
    }
    String message =
        cause.getMessage() == null
            ? "failed with " + cause.getClass().getSimpleName()
            : cause.getMessage();
    if (cause instanceof BindException
        || cause instanceof ChannelException
        || message.contains("Cannot assign requested address")) {
      return ours("no socket to be had: " + message);
    }
    if (cause instanceof SSLException) {
      return new DialFailure(Kind.UNREACHABLE, DialOutcome.TLS, "TLS: " + message);
    }
    return message.contains("refused")
        ? new DialFailure(Kind.UNREACHABLE, DialOutcome.REFUSED, "connection refused")
        : unreachable(message);
  }

  static DialFailure late(String reason) {
    return new DialFailure(Kind.LATE, DialOutcome.TIMEOUT, reason);
  }

  static DialFailure unreachable(String reason) {
    return new DialFailure(Kind.UNREACHABLE, DialOutcome.BROKEN, reason);
  }

  /** This node cannot dial at all, whatever the target. */
  static DialFailure ours(String reason) {
    return new DialFailure(Kind.OURS, DialOutcome.NO_SOCKET, reason);
  }

  /** Whether the target has no part in it, and others would fare the same. */
  public boolean isOurs() {
    return kind == Kind.OURS;
  }

  /** What it counts as. */
  public DialOutcome outcome() {
    return outcome;
  }

  /** What the client is told. */
  UpstreamFailure answer() {
    return switch (kind) {
      case UNREACHABLE -> new UpstreamFailure(502, "no target could be reached");
      case LATE -> new UpstreamFailure(504, "no target answered in time");
      case OURS -> new UpstreamFailure(503, "no connection to a target can be made");
    };
  }
}
