package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.MalformedMessage;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.HttpStream;
import io.carillon.gateway.wire.OriginPolicy;
import io.carillon.gateway.wire.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the requests of Centrifuge clients that cannot have a WebSocket, and answers without an
 * end. The first commands, connect before all others, come with the request. One per route and
 * loop.
 */
public final class CentrifugeStreamEndpoint implements Handler<HttpServerRequest> {
  private static final String PROTOBUF = "application/octet-stream";

  private final Endpoint endpoint;
  private final CrossOrigin pages;
  private final Transport transport;
  private final String route;
  private final ClientMetrics metrics;
  private final List<Channel> channels;
  private final Emulation emulation;

  /** How the answer goes. */
  public enum Transport {
    /** Server-sent events; the first commands are in the query, since a browser sends no body. */
    SSE(SessionMetrics.Kind.CENTRIFUGE_SSE),
    /** A line for each message, or Protobuf; the first commands are the body. */
    HTTP_STREAM(SessionMetrics.Kind.CENTRIFUGE_HTTP_STREAM);

    private final SessionMetrics.Kind kind;

    Transport(SessionMetrics.Kind kind) {
      this.kind = kind;
    }

    private HttpMethod method() {
      return this == SSE ? HttpMethod.GET : HttpMethod.POST;
    }

    private CentrifugeForm form(HttpServerRequest request) {
      boolean chunked = HttpStream.isChunked(request);
      if (this == SSE) {
        return chunked ? CentrifugeForm.JSON_EVENTS : CentrifugeForm.JSON_EVENTS_UNCHUNKED;
      } else if (isProtobuf(request)) {
        return chunked ? CentrifugeForm.PROTOBUF_STREAM : CentrifugeForm.PROTOBUF_STREAM_UNCHUNKED;
      }
      return chunked ? CentrifugeForm.JSON_LINES : CentrifugeForm.JSON_LINES_UNCHUNKED;
    }

    private String contentType(HttpServerRequest request) {
      if (this == SSE) {
        return "text/event-stream; charset=utf-8";
      }
      return isProtobuf(request) ? PROTOBUF : "application/x-ndjson";
    }
  }

  /**
   * @param route its name
   * @param channels that the server subscribes each client to
   * @param emulation how further commands come
   */
  public CentrifugeStreamEndpoint(
      LoopServices services,
      String route,
      OriginPolicy origins,
      List<Channel> channels,
      Transport transport,
      Emulation emulation) {
    this.endpoint = Endpoint.of(services, origins);
    this.pages = new CrossOrigin(origins, transport.method());
    this.transport = transport;
    this.route = route;
    this.metrics = services.metrics().of(transport.kind, route);
    this.channels = channels;
    this.emulation = emulation;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (!pages.admits(request)) {
      return;
    }
    if (transport == Transport.SSE) {
      String connect = request.getParam("cf_connect");
      begin(
          request,
          Unpooled.wrappedBuffer(
              (connect == null ? "" : connect).getBytes(StandardCharsets.UTF_8)));
      return;
    }
    RequestBody.read(
        request,
        endpoint.services().limits().maxMessageBytes(),
        endpoint.services().limits().connectTimeout(),
        body -> begin(request, Unpooled.wrappedBuffer(body.getBytes())));
  }

  private void begin(HttpServerRequest request, ByteBuf first) {
    CentrifugeForm form = transport.form(request);
    List<Command> commands;
    try {
      commands = form.decode(first);
    } catch (MalformedMessage malformed) {
      refuse(request, "the commands cannot be read: " + malformed.getMessage());
      return;
    }
    if (!(commands.get(0) instanceof Command.Connect connect) || connect.id() == 0) {
      refuse(request, "the first command has to be connect, with an id");
      return;
    }
    Optional<Handshake.Refusal> refusal = refusal(request, first.readableBytes());
    if (refusal.isPresent()) {
      refusal.get().answer(request);
      return;
    }
    setHeaders(request);
    Origin origin = endpoint.origin(request, transport.kind, route, metrics);
    HttpStream.open(
        request,
        endpoint.limits(),
        stream -> {
          CentrifugeStream session =
              new CentrifugeStream(endpoint.services(), origin, stream, form, channels, emulation);
          session.begin(commands, first.readableBytes());
          return session::onClosed;
        });
  }

  private Optional<Handshake.Refusal> refusal(HttpServerRequest request, int bytes) {
    return endpoint.services().entrance().isTooMuchToConnect(bytes)
        ? Endpoint.refuse(413, "the first commands are larger than they may be")
        : endpoint.crowded(request);
  }

  // The last is for nginx, which would keep what we say until there is more of it.
  private void setHeaders(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Type", transport.contentType(request));
    response.putHeader("Cache-Control", "no-store, no-transform");
    response.putHeader("X-Accel-Buffering", "no");
  }

  /** Whether a request speaks Protobuf; else it is JSON. */
  static boolean isProtobuf(HttpServerRequest request) {
    return PROTOBUF.equals(request.getHeader("Content-Type"));
  }

  private void refuse(HttpServerRequest request, String text) {
    String hint = transport == Transport.SSE ? "cf_connect: " : "";
    new Handshake.Refusal(400, hint + text, Map.of()).answer(request);
  }
}
