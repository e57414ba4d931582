package io.carillon.gateway.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the route table. It applies to the request that a client begins with, never to what
 * follows on an upgraded connection.
 *
 * @param name what the API calls it; its host and path when nothing else was given
 * @param path exact, or a prefix when it ends in a slash; a segment {@code {name}} takes any one
 *     segment
 * @param host exact, or with {@code *} as its first label; empty for any
 * @param headers that a request has to carry, by lower-case name; an empty value means any
 * @param clientCertificate whether the client has to come by TLS with a certificate that is trusted
 * @param action what is done with requests
 * @param channels that the server subscribes each client of the route to
 */
public record RouteConfig(
    String name,
    String path,
    Optional<String> host,
    Map<String, String> headers,
    boolean clientCertificate,
    Action action,
    List<ChannelTemplate> channels) {
  public RouteConfig {
    headers = Map.copyOf(headers);
    channels = List.copyOf(channels);
  }

  /** One that demands no certificate. */
  public RouteConfig(
      String name,
      String path,
      Optional<String> host,
      Map<String, String> headers,
      Action action,
      List<ChannelTemplate> channels) {
    this(name, path, host, headers, false, action, channels);
  }

  /** Whether it is an endpoint of the gateway's own. */
  public boolean serves(Endpoint endpoint) {
    return action instanceof Serve serve && serve.endpoint() == endpoint;
  }

  /** What is done with the requests of a route. */
  public sealed interface Action {}

  /**
   * The gateway is their server.
   *
   * @param publish whether WebSocket clients of a {@code subscribe} route publish what they send
   * @param compression of WebSocket messages; empty for none
   */
  public record Serve(Endpoint endpoint, boolean publish, Optional<CompressionConfig> compression)
      implements Action {
    /** One without compression. */
    public Serve(Endpoint endpoint, boolean publish) {
      this(endpoint, publish, Optional.empty());
    }
  }

  /**
   * They are relayed.
   *
   * @param pool by name
   * @param rewrite stands in the place of the route's path, which has to be a prefix then; empty
   *     for none
   * @param allowedOrigins that browsers may come from; empty for any, since backends have rules of
   *     their own
   * @param token whether a valid token is demanded before anything is dialled
   */
  public record Proxy(
      String pool,
      Optional<String> rewrite,
      List<String> allowedOrigins,
      boolean token,
      InjectConfig inject)
      implements Action {
    public Proxy {
      allowedOrigins = List.copyOf(allowedOrigins);
    }
  }

  /** What the gateway itself can serve. */
  public enum Endpoint {
    CENTRIFUGE,
    CENTRIFUGE_SSE,
    CENTRIFUGE_HTTP_STREAM,
    CENTRIFUGE_EMULATION,
    SUBSCRIBE,
    DEMO
  }
}
