package io.carillon.gateway.proxy.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.RouteConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetUriTest {
  @ParameterizedTest(name = "{2} under {0} as {1} is {3}")
  @CsvSource({
    "/ws/,         /app/,  /ws/chat,           /app/chat",
    "/ws/,         /app/,  /ws/,               /app/",
    "/ws/,         /app/,  /ws,                /app",
    "/ws/,         /app/,  /ws?a=/b,           /app?a=/b",
    "/ws/,         /,      /ws/chat?a=b?c,     /chat?a=b?c",
    "/ws/,         /,      /ws,                /",
    "/ws/,         /app/,  /%77s/a%2Fb%00,     /app/a%2Fb%00",
    "/ws/,         /app/,  /ws//a,             /app//a",
    "/ws/,         /app/,  //ws//a,            /app//a",
    "/ws/,         /app/,  /ws%2fa;b/c,        /app/a;b/c",
    "/t/ws/,       /app/,  /t;x/;y/ws\\a,      /app/a",
    "/,            /app/,  /ws/a,              /app/ws/a",
    "/t/{tenant}/, /app/,  /t/blue/ws/a,       /app/ws/a",
    "/ws,          /app,   /ws?x,              /app?x",
    "/ws/,         '',     /ws/chat?x,         /ws/chat?x",
    "/,            /app/,  *,                  *",
  })
  void rewriteReplacesThePathOfTheRouteAndNothingElse(
      String path, String rewrite, String request, String target) {
    Optional<String> wanted = Optional.of(rewrite).filter(text -> !text.isEmpty());
    RouteConfig route =
        new RouteConfig(
            "route",
            path,
            Optional.empty(),
            Map.of(),
            new RouteConfig.Proxy("pool", wanted, List.of(), false, InjectConfig.PLAIN),
            List.of());

    assertEquals(target, TargetUri.rewritten(request, route));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "/a?b,                   /a?b,  ",
    "*,                      *,     ",
    "http://h/a?b,           /a?b,  h",
    "http://h:1,             /,     h:1",
    "HTTPS://h?b=c,          /?b=c, h",
    "wss://h//a,             //a,   h",
    "/redirect?to=http://h/, /redirect?to=http://h/, ",
  })
  void absoluteFormIsPathAndQueryOfAnAuthority(String target, String origin, String authority) {
    assertEquals(origin, TargetUri.origin(target));
    assertEquals(authority, TargetUri.authority(target));
  }
}
