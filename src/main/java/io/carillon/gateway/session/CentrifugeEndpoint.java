package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.CompressionConfig;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.OriginPolicy;
import io.carillon.gateway.wire.WebSocketConnection;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Takes the handshakes of Centrifuge clients on one loop. One per route and loop. */
public final class CentrifugeEndpoint implements Handler<HttpServerRequest> {
  private static final String JSON = "centrifuge-json";
  private static final String PROTOBUF = "centrifuge-protobuf";

  private final Endpoint endpoint;
  private final String route;
  private final ClientMetrics metrics;
  private final List<Channel> channels;
  private final Optional<CompressionConfig> compression;

  /**
   * @param route its name
   * @param channels that the server subscribes each client to
   * @param compression of messages; empty for none
   */
  public CentrifugeEndpoint(
      LoopServices services,
      String route,
      OriginPolicy origins,
      List<Channel> channels,
      Optional<CompressionConfig> compression) {
    this.route = route;
    this.metrics = services.metrics().of(SessionMetrics.Kind.CENTRIFUGE, route);
    this.endpoint = Endpoint.of(services, origins);
    this.channels = channels;
    this.compression = compression;
  }

  @Override
  public void handle(HttpServerRequest request) {
    List<String> offered = subprotocols(request);
    Optional<Handshake.Refusal> refusal = endpoint.refusal(request);
    if (refusal.isEmpty()) {
      refusal = endpoint.crowded(request);
    }
    if (refusal.isPresent()) {
      refusal.get().answer(request);
      return;
    }
    boolean protobuf = wantsProtobuf(request, offered);
    String subprotocol = protobuf ? PROTOBUF : JSON;
    boolean framePings = "true".equals(request.getParam("cf_ws_frame_ping_pong"));
    Origin origin = endpoint.origin(request, SessionMetrics.Kind.CENTRIFUGE, route, metrics);
    Compression.Agreed agreed = endpoint.agree(request, compression);
    CentrifugeForm form = protobuf ? agreed.forms().protobuf() : agreed.forms().json();
    WebSocketConnection.accept(
        request,
        offered.contains(subprotocol) ? subprotocol : null,
        agreed.deflate(),
        endpoint.limits(),
        connection ->
            new CentrifugeSocket(
                endpoint.services(), origin, connection, form, channels, framePings));
  }

  // Who offers both speaks both, and people can read JSON.
  private static boolean wantsProtobuf(HttpServerRequest request, List<String> offered) {
    return "protobuf".equals(request.getParam("format"))
        || "protobuf".equals(request.getParam("cf_protocol"))
        || (offered.contains(PROTOBUF) && !offered.contains(JSON));
  }

  private static List<String> subprotocols(HttpServerRequest request) {
    return request.headers().getAll("Sec-WebSocket-Protocol").stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(String::trim)
        .toList();
  }
}
