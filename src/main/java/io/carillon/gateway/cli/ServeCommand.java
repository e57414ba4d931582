package io.carillon.gateway.cli;

import io.carillon.gateway.config.*;
import io.carillon.gateway.node.GatewayNode;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

@Command(name = "serve")
final class ServeCommand implements Callable<Integer> {
  static final int RUNNING = -1;

  @Override
  public Integer call() throws Exception {
    GatewayNode node = GatewayNode.start(defaults()).await(30, TimeUnit.SECONDS);
    System.out.println("serving on " + node.publicPort() + " " + node.adminPort());
    return RUNNING;
  }

  static GatewayConfig defaults() {
    var none =
        new ChannelPolicy(
            new ChannelPolicy.History(0, Duration.ZERO),
            false,
            false,
            ChannelPolicy.Publishers.SERVER);
    var demo =
        new ChannelPolicy(
            new ChannelPolicy.History(100, Duration.ofMinutes(5)),
            true,
            true,
            ChannelPolicy.Publishers.ANYONE);
    var broadcast =
        new ChannelPolicy(
            new ChannelPolicy.History(100, Duration.ofMinutes(5)),
            false,
            false,
            ChannelPolicy.Publishers.SERVER);
    return new GatewayConfig(
        new NodeConfig("gateway-1", 0),
        new ListenersConfig(
            new ListenersConfig.PublicListener("127.0.0.1", 8080, List.of("*")),
            new ListenersConfig.AdminListener("127.0.0.1", 8090, Optional.empty(), 10 << 20)),
        new AuthConfig(true),
        new SessionsConfig(
            Duration.ofSeconds(25),
            Duration.ofSeconds(8),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            65536,
            1 << 20,
            128),
        Map.of("default", none, "demo", demo),
        Map.of("broadcast", broadcast),
        List.of(
            new RouteConfig(
                "/connection/websocket",
                Optional.empty(),
                RouteConfig.Endpoint.CENTRIFUGE,
                List.of("broadcast"),
                false),
            new RouteConfig(
                "/subscribe",
                Optional.empty(),
                RouteConfig.Endpoint.SUBSCRIBE,
                List.of("broadcast"),
                false),
            new RouteConfig(
                "/demo/", Optional.empty(), RouteConfig.Endpoint.DEMO, List.of(), false)));
  }
}
