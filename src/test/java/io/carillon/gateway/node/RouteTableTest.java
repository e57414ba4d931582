package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.config.RouteConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
  private static final List<RouteConfig> ROUTES =
      List.of(
          route("", "/"),
          route("", "/a/"),
          route("", "/a/b"),
          route("", "/a/b/"),
          route("", "/exact"),
          route("*.wide.example", "/"),
          route("*.very.wide.example", "/"),
          route("One.example", "/"),
          route("one.example", "/a/"),
          route("rooms.example", "/rooms/{room}/ws"),
          route("rooms.example", "/rooms/lobby/{kind}"),
          route("rooms.example", "/rooms/lobby/ws"),
          route("rooms.example", "/rooms/{room}/"),
          route("rooms.example", "/{any}/{room}/ws"),
          route("rooms.example", "/rooms/"),
          route("headers.example", "/x", Map.of("x-version", "2")),
          route("headers.example", "/x", Map.of("x-version", "2", "x-beta", "")),
          route("headers.example", "/x"),
          route("headers.example", "/y", Map.of("x-version", "2")));

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          any.example,        /,            ' /'
          any.example,        /other,       ' /'
          any.example,        /a,           ' /a/'
          any.example,        /a/x,         ' /a/'
          any.example,        /a/b,         ' /a/b'
          any.example,        /a/b/c,       ' /a/b/'
          any.example,        /exact,       ' /exact'
          any.example,        /exact/,      ' /'
          any.example,        '',           ' /'
          any.example,        /%61/x,       ' /a/'
          any.example,        /%65xact,     ' /exact'
          any.example,        /a%2fb,       ' /a/b'
          any.example,        /a%5Cb/,      ' /a/b/'
          any.example,        /a\\b,        ' /a/b'
          any.example,        //a//b,       ' /a/b'
          any.example,        /a;x=1/b;y,   ' /a/b'
          any.example,        /;x/a/;y/b,   ' /a/b'
          any.example,        /a%3Bx/b,     ' /'
          any.example,        /a%252fb,     ' /'
          any.example,        /a%2,         ' /'
          one.example.,       /a/b,         'one.example /a/'
          x.wide.example.,    /a/b,         '*.wide.example /'
          one.example..,      /a/b,         ' /a/b'
          '',                 /a,           ' /a/'
          x.wide.example,     /a/b,         '*.wide.example /'
          x.very.wide.example,/a/b,         '*.very.wide.example /'
          wide.example,       /a/b,         ' /a/b'
          one.example,        /a/b,         'one.example /a/'
          ONE.EXAMPLE,        /x,           'One.example /'
          rooms.example,      /rooms/7/ws,      'rooms.example /rooms/{room}/ws'
          rooms.example,      /rooms/lobby/ws,  'rooms.example /rooms/lobby/ws'
          rooms.example,      /rooms/lobby/x,   'rooms.example /rooms/lobby/{kind}'
          rooms.example,      /rooms/lobby/x/y, 'rooms.example /rooms/{room}/'
          rooms.example,      /rooms/7,         'rooms.example /rooms/{room}/'
          rooms.example,      /rooms/,          'rooms.example /rooms/'
          rooms.example,      /rooms,           'rooms.example /rooms/'
          rooms.example,      /other/7/ws,      'rooms.example /{any}/{room}/ws'
          rooms.example,      /rooms/%FF/ws,    'rooms.example /rooms/'
          rooms.example,      /a/b,             ' /a/b'
          """)
  void mostSpecificRouteIsTaken(String host, String path, String route) {
    assertEquals(Optional.of(route), match(host, path, Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /x, '',                    'headers.example /x'
          /x, x-version=2,           'headers.example /x x-version'
          /x, x-version=3,           'headers.example /x'
          /x, x-beta=1,              'headers.example /x'
          /x, x-version=2;x-beta=,   'headers.example /x x-beta x-version'
          /x, x-version=2;x-beta=no, 'headers.example /x x-beta x-version'
          /y, '',                    ' /'
          /y, x-version=2,           'headers.example /y x-version'
          """)
  void routeWithMoreHeadersIsTakenFirst(String path, String headers, String route) {
    Map<String, String> sent = new HashMap<>();
    for (String header : headers.split(";")) {
      int equals = header.indexOf('=');
      if (equals > 0) {
        sent.put(header.substring(0, equals), header.substring(equals + 1));
      }
    }

    assertEquals(Optional.of(route), match("headers.example", path, sent));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/../x",
        "/..",
        "/a/.",
        "/a/%2e%2E/x",
        "/a/..%2fx",
        "/a%5C../x",
        "/a/..;/x",
        "/a/;/../x",
        "/a\\.."
      })
  void pathThatATargetMayResolveToAnotherOneIsOnNoRoute(String path) {
    assertEquals(Optional.empty(), match("any.example", path, Map.of()));
  }

  @Test
  void orderOfTheConfigurationDoesNotMatter() {
    List<RouteConfig> shuffled = new ArrayList<>(ROUTES);
    Collections.shuffle(shuffled, new Random(42));
    RouteTable<String> table = table(shuffled);

    for (String path : List.of("/rooms/lobby/ws", "/rooms/x/ws", "/rooms/x", "/x", "/a/b/c")) {
      for (String host : List.of("rooms.example", "headers.example", "x.wide.example", "")) {
        assertEquals(
            match(host, path, Map.of()), table.match(host, path, name -> null), host + path);
      }
    }
  }

  private static Optional<String> match(String host, String path, Map<String, String> headers) {
    return table(ROUTES).match(host, path, headers::get);
  }

  private static RouteTable<String> table(List<RouteConfig> routes) {
    return new RouteTable<>(
        routes,
        route -> {
          StringBuilder name = new StringBuilder(route.name());
          route.headers().keySet().stream().sorted().forEach(it -> name.append(' ').append(it));
          return name.toString();
        });
  }

  private static RouteConfig route(String host, String path) {
    return route(host, path, Map.of());
  }

  private static RouteConfig route(String host, String path, Map<String, String> headers) {
    return new RouteConfig(
        host + " " + path,
        path,
        Optional.of(host).filter(name -> !name.isEmpty()),
        headers,
        new RouteConfig.Serve(RouteConfig.Endpoint.DEMO, false),
        List.of());
  }
}
