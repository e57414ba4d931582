package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.config.RouteConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
  private static final RouteTable<String> ROUTES =
      new RouteTable<>(
          List.of(
              route("", "/"),
              route("", "/a/"),
              route("", "/a/b"),
              route("", "/a/b/"),
              route("", "/exact"),
              route("*.wide.example", "/"),
              route("*.very.wide.example", "/"),
              route("One.example", "/"),
              route("one.example", "/a/")),
          route -> route.host().orElse("") + " " + route.path());

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
          x.wide.example,     /a/b,         '*.wide.example /'
          x.very.wide.example,/a/b,         '*.very.wide.example /'
          wide.example,       /a/b,         ' /a/b'
          one.example,        /a/b,         'one.example /a/'
          ONE.EXAMPLE,        /x,           'One.example /'
          """)
  void mostSpecificRouteIsTaken(String host, String path, String route) {
    assertEquals(Optional.of(route), ROUTES.match(host, path));
  }

  private static RouteConfig route(String host, String path) {
    return new RouteConfig(
        path,
        Optional.of(host).filter(name -> !name.isEmpty()),
        RouteConfig.Endpoint.DEMO,
        List.of(),
        false);
  }
}
