package io.carillon.gateway.session;

import io.carillon.gateway.admission.Arrival;
import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.auth.Credentials;
import io.carillon.gateway.auth.Permissions;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.config.ChannelPolicy;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.wire.BearerToken;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.OriginPolicy;
import io.carillon.gateway.wire.WebSocketConnection;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The simplest thing that works: a WebSocket upgrade gets raw messages, any other GET gets
 * server-sent events. One per route and loop.
 */
public final class SubscribeEndpoint implements Handler<HttpServerRequest> {
  /** Browsers send the id back in a header, and proxies bound those. */
  private static final int MOST_ID_BYTES = 6_000;

  private final Endpoint endpoint;
  private final String route;
  private final ClientMetrics webSockets;
  private final ClientMetrics events;
  private final List<Channel> routeChannels;
  private final RouteConfig.Serve serve;

  /**
   * @param route its name
   * @param routeChannels that every client of the route hears
   * @param serve how its WebSocket clients are served
   */
  public SubscribeEndpoint(
      LoopServices services,
      String route,
      OriginPolicy origins,
      List<Channel> routeChannels,
      RouteConfig.Serve serve) {
    this.route = route;
    this.webSockets = services.metrics().of(SessionMetrics.Kind.WEBSOCKET, route);
    this.events = services.metrics().of(SessionMetrics.Kind.SSE, route);
    this.endpoint = Endpoint.of(services, origins);
    this.routeChannels = routeChannels;
    this.serve = serve;
  }

  @Override
  public void handle(HttpServerRequest request) {
    try {
      String token =
          BearerToken.of(request.headers().getAll("Authorization"), request.getParam("token"));
      Future<Credentials> client = endpoint.services().authenticator().connectAtOnce(token);
      if (client.failed()) {
        refuse(request, token, client.cause());
      } else if (Handshake.isUpgrade(request)) {
        handleWebSocket(request, client.result());
      } else {
        handleEvents(request, client.result());
      }
    } catch (GatewayException refusal) {
      refuse(request, refusal.code().httpStatus(), refusal.getMessage());
    }
  }

  // Which part of a token was wrong is nobody's business.
  private void refuse(HttpServerRequest request, String token, Throwable cause) {
    switch (GatewayException.codeOf(cause)) {
      case UNAUTHORIZED, TOKEN_EXPIRED, EXPIRED ->
          new Handshake.Refusal(
                  401,
                  token.isEmpty() ? "a token is needed" : "the token is not valid",
                  Map.of("WWW-Authenticate", "Bearer"))
              .answer(request);
      case UNAVAILABLE -> refuseForNow(request, 503, "tokens cannot be verified right now");
      default -> refuse(request, 500, "internal server error");
    }
  }

  private void refuseForNow(HttpServerRequest request, int status, String text) {
    ComeBack.answer(request, endpoint.origins(), new Handshake.Refusal(status, text, Map.of()));
  }

  private void handleWebSocket(HttpServerRequest request, Credentials client) {
    Optional<Handshake.Refusal> refusal = endpoint.refusal(request);
    if (refusal.isPresent()) {
      refusal.get().answer(request);
      return;
    }
    if (request.getParam("since") != null) {
      refuse(
          request, 400, "since works with server-sent events only: raw messages carry no position");
      return;
    }
    List<Channel> asked = askedFor(request, client);
    List<Channel> all = all(asked, client);
    refusal = endpoint.crowded(request);
    if (refusal.isPresent()) {
      refusal.get().answer(request);
      return;
    }
    Origin origin = endpoint.origin(request, SessionMetrics.Kind.WEBSOCKET, route, webSockets);
    Compression.Agreed agreed = endpoint.agree(request, serve.compression());
    WebSocketConnection.accept(
        request,
        null,
        agreed.deflate(),
        endpoint.limits(),
        connection ->
            openRaw(connection, origin, client, all, publishedTo(asked), agreed.forms().raw()));
  }

  // What everybody of the route hears is for the backends to say.
  private List<Channel> publishedTo(List<Channel> asked) {
    return serve.publish()
        ? asked.stream().filter(channel -> !routeChannels.contains(channel)).toList()
        : List.of();
  }

  private RawSession openRaw(
      WebSocketConnection connection,
      Origin origin,
      Credentials client,
      List<Channel> all,
      List<Channel> to,
      PushEncoder form) {
    RawSession session =
        new RawSession(endpoint.services(), origin, identify(client), connection, to, form);
    session.keep(client);
    endpoint.enter(
        false,
        new Arrival(
            session::isOver,
            () -> session.listenTo(all, client.subscriptions()),
            seconds -> session.disconnect(CloseCode.TRY_AGAIN_LATER)));
    return session;
  }

  private void handleEvents(HttpServerRequest request, Credentials client) {
    if (!HttpMethod.GET.equals(request.method())) {
      request.response().putHeader("Allow", "GET");
      refuse(request, 405, "only GET is served here");
      return;
    }
    Optional<Handshake.Refusal> refusal = endpoint.forbiddenOrigin(request);
    if (refusal.isPresent()) {
      refusal.get().answer(request);
      return;
    }
    Map<String, StreamPosition> since = SsePositions.of(request);
    List<Channel> all = all(askedFor(request, client), client);
    if (SsePositions.lengthFor(all.stream().map(Channel::name).toList()) > MOST_ID_BYTES) {
      refuse(request, 400, "too many or too long channels for one event stream: use a WebSocket");
      return;
    }
    refusal = endpoint.crowded(request);
    if (refusal.isPresent()) {
      ComeBack.answer(request, endpoint.origins(), refusal.get());
      return;
    }
    endpoint.enter(
        !since.isEmpty() && request.getHeader("Last-Event-ID") != null,
        new Arrival(
            request.response()::closed,
            () -> openEvents(request, client, all, since),
            seconds ->
                ComeBack.answer(
                    request,
                    endpoint.origins(),
                    Entrance.tooMany(503, "too many come at once", seconds))));
  }

  private void openEvents(
      HttpServerRequest request,
      Credentials client,
      List<Channel> all,
      Map<String, StreamPosition> since) {
    CrossOrigin.allow(endpoint.origins(), request);
    boolean named = "true".equals(request.getParam("named"));
    SseSession session =
        new SseSession(
            endpoint.services(),
            endpoint.origin(request, SessionMetrics.Kind.SSE, route, events),
            identify(client),
            request.response(),
            named ? SseEvents.NAMED : SseEvents.PLAIN,
            since);
    session.keep(client);
    session.listenTo(all, client.subscriptions());
  }

  private List<Channel> askedFor(HttpServerRequest request, Credentials client) {
    Set<Channel> asked = new LinkedHashSet<>();
    for (String name : request.params().getAll("channel")) {
      Channel channel = new Channel(name);
      ChannelPolicy policy = endpoint.services().pubSub().policies().of(channel);
      boolean granted = client.subscriptions().containsKey(channel);
      if (!granted && !Permissions.maySubscribe(policy, channel, client.principal(), false)) {
        throw new GatewayException(ErrorCode.PERMISSION_DENIED, "subscribe to " + channel);
      }
      asked.add(channel);
    }
    return List.copyOf(asked);
  }

  private List<Channel> all(List<Channel> asked, Credentials client) {
    Set<Channel> all = new LinkedHashSet<>(asked);
    all.addAll(routeChannels);
    endpoint.services().authenticator().personalChannel(client.principal()).ifPresent(all::add);
    for (Channel granted : client.subscriptions().keySet()) {
      endpoint.services().pubSub().policies().of(granted);
      all.add(granted);
    }
    if (all.isEmpty()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "no channel: ask for ?channel=name");
    }
    if (all.size() > endpoint.services().limits().maxChannels()) {
      throw new GatewayException(
          ErrorCode.LIMIT_EXCEEDED,
          "over " + endpoint.services().limits().maxChannels() + " channels");
    }
    return List.copyOf(all);
  }

  private static ClientInfo identify(Credentials client) {
    return new ClientInfo(
        UUID.randomUUID().toString(), client.principal().user(), client.info(), null);
  }

  private static void refuse(HttpServerRequest request, int status, String text) {
    new Handshake.Refusal(status, text, Map.of()).answer(request);
  }
}
