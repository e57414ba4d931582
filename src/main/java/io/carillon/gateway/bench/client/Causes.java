package io.carillon.gateway.bench.client;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Says in a few words what went wrong with a connection. */
final class Causes {
  private Causes() {}

  static String explain(Throwable failure) {
    Throwable cause =
        failure instanceof DecoderException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = String.valueOf(cause.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    if (cause instanceof ConnectTimeoutException) {
      return "no answer to the connection";
    }
    if (lower.contains("cannot assign requested address")) {
      return "no port left to connect from, or not an address of this machine:"
          + " see --source-addresses";
    }
    if (lower.contains("too many open files")) {
      return "too many open files: raise the limit with ulimit -n";
    }
    if (cause instanceof BindException) {
      return "cannot connect from there: " + message;
    }
    if (cause instanceof ConnectException) {
      return lower.contains("refused") ? "connection refused" : "cannot connect: " + message;
    }
    if (cause instanceof SSLException) {
      return "TLS failed: " + message;
    }
    if (cause instanceof ClosedChannelException || lower.contains("connection reset")) {
      return "the connection was reset";
    }
    return cause.getClass().getSimpleName() + ": " + message;
  }
}
