package io.carillon.gateway.node;

import io.carillon.gateway.config.GatewayConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;

/** How the listeners of a node take connections. Stateless. */
final class ServerOptions {
  private static final int MAX_HEADER_BYTES = 32 * 1024;

  /** Requests at a time on a connection of HTTP/2. */
  private static final int MOST_STREAMS = 100;

  /** Bytes of a body that may come before they are asked for. */
  private static final int WINDOW_BYTES = 64 * 1024 - 1;

  /** Connections that are not accepted yet; the kernel may allow fewer. */
  static final int ACCEPT_BACKLOG = 4_096;

  private ServerOptions() {}

  /**
   * In clear text.
   *
   * @param port 0 for any that is free
   * @param anyPort negative; all loops of the node share a random port if they name the same one
   */
  static HttpServerOptions of(GatewayConfig config, String host, int port, int anyPort) {
    Duration idle = Duration.ofSeconds(60);
    Duration twoPings = config.sessions().pingInterval().multipliedBy(2);
    return new HttpServerOptions()
        .setHost(host)
        .setPort(port == 0 ? anyPort : port)
        .setAcceptBacklog(ACCEPT_BACKLOG)
        .setHttp2ClearTextEnabled(false)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(MOST_STREAMS)
                .setMaxHeaderListSize(MAX_HEADER_BYTES)
                .setInitialWindowSize(WINDOW_BYTES))
        // So that bodies that nobody takes keep no other waiting.
        .setHttp2ConnectionWindowSize(MOST_STREAMS * WINDOW_BYTES)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_HEADER_BYTES)
        .setIdleTimeout((int) Math.max(idle.toSeconds(), twoPings.toSeconds()));
  }
}
