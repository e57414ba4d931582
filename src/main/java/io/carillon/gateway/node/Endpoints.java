package io.carillon.gateway.node;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.ChannelTemplate;
import io.carillon.gateway.config.ListenersConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.demo.DemoPage;
import io.carillon.gateway.session.CentrifugeEndpoint;
import io.carillon.gateway.session.CentrifugeStreamEndpoint;
import io.carillon.gateway.session.Emulation;
import io.carillon.gateway.session.EmulationEndpoint;
import io.carillon.gateway.session.LoopServices;
import io.carillon.gateway.session.SubscribeEndpoint;
import io.carillon.gateway.wire.OriginPolicy;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * What the gateway itself serves on one loop. Made by its verticle; confined to the loop.
 *
 * @param adminPort of this node, once it listens
 */
record Endpoints(NodeParts node, LoopServices services, IntSupplier adminPort) {
  /** What stands behind a route that is not relayed. */
  Handler<HttpServerRequest> of(RouteConfig route, RouteConfig.Serve serve) {
    ListenersConfig.PublicListener listener = node.config().listeners().publicListener();
    OriginPolicy origins = new OriginPolicy(listener.allowedOrigins());
    List<Channel> channels =
        route.channels().stream()
            .map(ChannelTemplate::toString)
            .distinct()
            .map(Channel::new)
            .toList();
    Emulation emulation = node.messaging().emulation();
    return switch (serve.endpoint()) {
      case CENTRIFUGE ->
          new CentrifugeEndpoint(services, route.name(), origins, channels, serve.compression());
      case CENTRIFUGE_SSE ->
          new CentrifugeStreamEndpoint(
              services,
              route.name(),
              origins,
              channels,
              CentrifugeStreamEndpoint.Transport.SSE,
              emulation);
      case CENTRIFUGE_HTTP_STREAM ->
          new CentrifugeStreamEndpoint(
              services,
              route.name(),
              origins,
              channels,
              CentrifugeStreamEndpoint.Transport.HTTP_STREAM,
              emulation);
      case CENTRIFUGE_EMULATION -> new EmulationEndpoint(services, origins, emulation);
      case SUBSCRIBE -> new SubscribeEndpoint(services, route.name(), origins, channels, serve);
      case DEMO -> new DemoPage(route.path(), this::demoSettings);
    };
  }

  private DemoPage.Settings demoSettings() {
    ListenersConfig.AdminListener admin = node.config().listeners().admin();
    String webSocket =
        node.proxy().inForce().rules().routes().stream()
            .filter(route -> route.serves(RouteConfig.Endpoint.CENTRIFUGE))
            .map(RouteConfig::path)
            .filter(path -> path.indexOf('{') < 0) // whose segments nobody can guess
            .findFirst()
            .orElse("/connection/websocket");
    String api =
        AdminUrl.scheme(admin)
            + NetworkAddress.reachable(admin.host())
            + ":"
            + adminPort.getAsInt()
            + "/api";
    return new DemoPage.Settings(
        api, admin.apiKey().isPresent(), webSocket, node.neighbours().get());
  }
}
