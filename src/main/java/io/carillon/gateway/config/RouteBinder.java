package io.carillon.gateway.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the route table. */
final class RouteBinder {
  private static final List<RouteConfig> DEFAULT =
      List.of(
          route("/connection/websocket", RouteConfig.Endpoint.CENTRIFUGE, List.of("broadcast")),
          route("/subscribe", RouteConfig.Endpoint.SUBSCRIBE, List.of("broadcast")),
          route("/demo/", RouteConfig.Endpoint.DEMO, List.of()));
  private static final Kind<String> PATH =
      Kind.text(
          "a path that begins with / and holds no blank, ?, # or %",
          Pattern.compile("/[^\\s?#%]*").asMatchPredicate());
  private static final Kind<String> HOST =
      Kind.text(
          "a host name, as in example.com or *.example.com",
          Pattern.compile("|(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*|\\[[0-9a-fA-F:]+]")
              .asMatchPredicate());
  private static final Kind<RouteConfig.Endpoint> ENDPOINT =
      Kind.choice(RouteConfig.Endpoint.values());
  private static final int MAX_CHANNEL_LENGTH = 255;

  private final Map<String, ChannelPolicy> namespaces;
  private final Map<String, ChannelPolicy> channels;
  private final Map<String, String> takenBy = new HashMap<>();

  RouteBinder(Map<String, ChannelPolicy> namespaces, Map<String, ChannelPolicy> channels) {
    this.namespaces = namespaces;
    this.channels = channels;
  }

  List<RouteConfig> routes(Section root) {
    List<Section> given = root.list("routes");
    if (!root.has("routes")) {
      return DEFAULT;
    }
    List<RouteConfig> routes = new ArrayList<>();
    given.forEach(section -> routes.add(route(section)));
    return routes;
  }

  /** Whether a channel may be called so. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_CHANNEL_LENGTH
        && name.chars().noneMatch(Character::isISOControl);
  }

  private boolean isChannel(String name) {
    int colon = name.indexOf(':');
    String namespace = colon < 0 ? "default" : name.substring(0, colon);
    return isName(name) && (channels.containsKey(name) || namespaces.containsKey(namespace));
  }

  private RouteConfig route(Section section) {
    String path = path(section);
    String host = section.value("host", "", HOST);
    if (section.isSound("path", "host")) {
      complainWhenTaken(section, host, path);
    }
    RouteConfig.Endpoint endpoint = endpoint(section);
    if (section.isSound("path") && endpoint == RouteConfig.Endpoint.DEMO && !path.endsWith("/")) {
      section.complain("path", "a path that ends with /, since the page has files below it");
    }
    List<String> heard =
        section.texts(
            "channels",
            List.of(),
            Kind.text("the name of a channel in a known namespace", this::isChannel));
    boolean publish = section.flag("publish", false);
    if (publish && section.isSound("serve") && endpoint != RouteConfig.Endpoint.SUBSCRIBE) {
      section.complain("publish", "false, unless it serves subscribe");
    }
    return new RouteConfig(
        path, Optional.of(host).filter(name -> !name.isEmpty()), endpoint, heard, publish);
  }

  private static String path(Section section) {
    if (!section.has("path")) {
      section.complain("path", PATH.wanted());
    }
    return section.value("path", "", PATH);
  }

  private static RouteConfig.Endpoint endpoint(Section section) {
    if (!section.has("serve")) {
      section.complain("serve", ENDPOINT.wanted());
    }
    return section.value("serve", RouteConfig.Endpoint.SUBSCRIBE, ENDPOINT);
  }

  private void complainWhenTaken(Section section, String host, String path) {
    String earlier =
        takenBy.putIfAbsent(host.toLowerCase(Locale.ROOT) + " " + path, section.path());
    if (earlier != null) {
      section.complain("path", "a path that " + earlier + " does not serve");
    }
  }

  private static RouteConfig route(
      String path, RouteConfig.Endpoint endpoint, List<String> channels) {
    return new RouteConfig(path, Optional.empty(), endpoint, channels, false);
  }
}
