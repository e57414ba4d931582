package io.carillon.gateway.config;

import java.util.ArrayList;
import java.util.List;

/** What may be meant, and more often is not. No mistakes: a node starts with it. Stateless. */
public final class Remarks {
  private Remarks() {}

  /** Each with the key that it is about first. */
  public static List<String> of(GatewayConfig config) {
    List<String> remarks = new ArrayList<>();
    if (config.ask().connect().isPresent()
        && config.auth().anonymous()
        && config.routes().stream()
            .anyMatch(route -> route.serves(RouteConfig.Endpoint.SUBSCRIBE))) {
      remarks.add(
          "auth.anonymous: true lets everybody in by routes that serve: subscribe, of whom"
              + " ask.connect is not asked");
    }
    return List.copyOf(remarks);
  }
}
