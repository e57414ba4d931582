package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteBinderTest {
  private static final String REST =
      "pools: { chat: {}, chart: {} }\nauth: { tokens: { hmacSecret: 0123456789abcdef } }\n";

  @Test
  void everyKeyIsRead() {
    RouteConfig route =
        routes(
                """
                - name: rooms
                  path: /rooms/{room}/
                  host: "*.example.com"
                  headers: { X-Version: "2", X-Beta: }
                  proxy: chat
                  rewrite: /r/
                  allowedOrigins: ["https://example.com"]
                  token: true
                  channels:
                    - broadcast
                    - "demo:a"
                    - "room-{path.room}-{query.x}-{header.X-Y}-{claim.sub}"
                  inject: { form: socket.io, event: news, namespace: /admin }
                """)
            .get(0);

    assertEquals(
        new RouteConfig(
            "rooms",
            "/rooms/{room}/",
            Optional.of("*.example.com"),
            Map.of("x-version", "2", "x-beta", ""),
            new RouteConfig.Proxy(
                "chat",
                Optional.of("/r/"),
                List.of("https://example.com"),
                true,
                new InjectConfig(InjectConfig.Form.SOCKET_IO, "news", "/admin")),
            List.of(
                ChannelTemplate.parse("broadcast"),
                ChannelTemplate.parse("demo:a"),
                ChannelTemplate.parse("room-{path.room}-{query.x}-{header.X-Y}-{claim.sub}"))),
        route);
  }

  @Test
  void routeIsNamedByHostAndPathUnlessItIsSaid() {
    List<RouteConfig> routes =
        routes("[{path: /a, host: b.c, proxy: chat}, {path: /a, proxy: chat}]");

    assertEquals("b.c/a", routes.get(0).name());
    assertEquals("/a", routes.get(1).name());
  }

  @Test
  void routesThatDifferByAHeaderAreDifferent() {
    assertEquals(
        3,
        routes(
                """
                - { path: /a, proxy: chat }
                - { path: /a, proxy: chat, name: two, headers: { X-Version: "2" } }
                - { path: /a, proxy: chat, name: three, headers: { X-Version: "3" } }
                """)
            .size());
  }

  @Test
  void nameOfAChannelOfATerminatedRouteStandsForItself() {
    List<RouteConfig> routes = routes("[{path: /a, serve: subscribe, channels: ['a-{query.x}']}]");

    assertTrue(routes.get(0).channels().get(0).isConstant());
  }

  @Test
  void constantPrefixOfATemplateMayBeFollowedByAnything() {
    assertEquals(
        "[{query.ns}:x, demo:{query.x}, room{query.x}]",
        routes(
                "[{path: /a, proxy: chat, channels: ['{query.ns}:x', 'demo:{query.x}', 'room{query.x}']}]")
            .get(0)
            .channels()
            .toString());
  }

  @ParameterizedTest
  @CsvSource({
    "true, 256",
    "{}, 256",
    "'{threshold: 1KiB}', 1024",
    "'{enabled: true, threshold: 0}', 0",
    "false, ",
    "'{enabled: false, threshold: 1KiB}', ",
  })
  void compressionIsOnFromAThresholdOnWhenItIsGiven(String given, Integer threshold) {
    RouteConfig route = routes("[{path: /a, serve: subscribe, compression: " + given + "}]").get(0);

    assertEquals(
        new RouteConfig.Serve(
            RouteConfig.Endpoint.SUBSCRIBE,
            false,
            Optional.ofNullable(threshold).map(CompressionConfig::new)),
        route.action());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {proxy: chat}                                      | 0.path: found nothing (line 4), wanted a path that begins with /
          {path: '/{a}/{a}', proxy: chat}                    | 0.path: found '/{a}/{a}' (line 4), wanted a path that begins with / and holds no blank, ?, #, %, ;, // and no . or .. segment; {name} takes a whole segment, each name once
          {path: '/x{a}', proxy: chat}                       | 0.path: found '/x{a}'
          {path: '/{}', proxy: chat}                         | 0.path: found '/{}'
          {path: /a/../b, proxy: chat}                       | 0.path: found '/a/../b'
          {path: /a}                                         | 0.serve: found nothing (line 4), wanted one of centrifuge, centrifuge-sse, centrifuge-http-stream, centrifuge-emulation, subscribe, demo, or proxy with the name of a pool
          {path: /a, proxy: chat, serve: subscribe}          | 0.serve: found 'subscribe' (line 4), wanted nothing, since proxy is given
          {path: /a, proxy: chat, publish: true}             | 0.publish: found 'true' (line 4), wanted nothing, since proxy is given
          {path: /a, proxy: chat, compression: true}         | 0.compression: found 'true' (line 4), wanted nothing, since proxy is given: it is as the backend has it
          {path: /a, serve: centrifuge-sse, compression: {}} | 0.compression: found a mapping (line 4), wanted false, unless it serves centrifuge or subscribe
          {path: /a, serve: subscribe, compression: 256B}    | 0.compression.enabled: found '256B' (line 4), wanted true or false
          {path: /a, serve: subscribe, compression: {threshold: 2MiB}} | 0.compression.threshold: found '2MiB' (line 4), wanted bytes from 0 to 1048576
          {path: /a, serve: subscribe, compression: {level: 9}} | 0.compression.level: found an unknown key (line 4), wanted one of enabled, threshold
          {path: /a, serve: subscribe, rewrite: /b}          | 0.rewrite: found '/b' (line 4), wanted nothing, unless proxy is given
          {path: /a, serve: subscribe, allowedOrigins: []}   | 0.allowedOrigins: found a list (line 4), wanted nothing, unless
          {path: /a, serve: subscribe, token: true}          | 0.token: found 'true' (line 4), wanted nothing, unless
          {path: /a, serve: subscribe, inject: {form: raw}}  | 0.inject: found a mapping (line 4), wanted nothing, unless
          {path: '/{a}/', serve: demo}                       | 0.path: found '/{a}/' (line 4), wanted a path that ends with / and names no segments
          {path: /a, proxy: chatt}                           | 0.proxy: found 'chatt' (line 4), wanted one of the pools chart, chat; did you mean chat?
          {path: /a, proxy: other}                           | 0.proxy: found 'other' (line 4), wanted one of the pools chart, chat
          {path: /a, proxy: [chat]}                          | 0.proxy: found a list
          {path: /a, proxy: chat, name: a b}                 | 0.name: found 'a b' (line 4), wanted 1 to 200 characters without blanks
          {path: /a, proxy: chat, host: 'a:80'}              | 0.host: found 'a:80'
          {path: /a, proxy: chat, headers: [x]}              | 0.headers: found a list (line 4), wanted a mapping
          {path: /a, proxy: chat, headers: {a b: c}}         | 0.headers.a b: found such a name (line 4), wanted the name of a header
          {path: /a, proxy: chat, headers: {a: [b]}}         | 0.headers.a: found a list (line 4), wanted the value of a header, or nothing for any
          {path: /a, proxy: chat, headers: {a: 'ü'}}         | 0.headers.a: found 'ü'
          {path: /a, proxy: chat, headers: {a: b, A: c}}     | 0.headers: found a mapping (line 4), wanted each header once, whatever its case
          {path: /a, proxy: chat, rewrite: b}                | 0.rewrite: found 'b'
          {path: /a, proxy: chat, rewrite: '/{b}'}           | 0.rewrite: found '/{b}'
          {path: /a, proxy: chat, rewrite: /b/}              | 0.rewrite: found '/b/' (line 4), wanted a path that does not end in /, as path does not
          {path: /a/, proxy: chat, rewrite: /b}              | 0.rewrite: found '/b' (line 4), wanted a path that ends in /, as path does
          {path: /a, proxy: chat, allowedOrigins: [a.com]}   | 0.allowedOrigins.0: found 'a.com'
          {path: /a, proxy: chat, token: maybe}              | 0.token: found 'maybe'
          {path: /a, proxy: chat, inject: {form: xml}}       | 0.inject.form: found 'xml' (line 4), wanted one of raw, text, binary, socket.io
          {path: /a, proxy: chat, inject: {event: connect}}  | 0.inject.event: found 'connect' (line 4), wanted the name of an event, none of those that Socket.IO keeps
          {path: /a, proxy: chat, inject: {namespace: a}}    | 0.inject.namespace: found 'a'
          {path: /a, proxy: chat, inject: {namespace: '/a,'}} | 0.inject.namespace: found '/a,'
          {path: /a, proxy: chat, channels: ['{query.x']}    | 0.channels.0: found '{query.x' (line 4), wanted the name of a channel in a known namespace, in which
          {path: /a, proxy: chat, channels: ['{body.x}']}    | 0.channels.0: found '{body.x}'
          {path: /a, proxy: chat, channels: ['{query.}']}    | 0.channels.0: found '{query.}'
          {path: /a, proxy: chat, channels: ['x:{query.x}']} | 0.channels.0: found 'x:{query.x}'
          {path: /a, proxy: chat, channels: ['x:y']}         | 0.channels.0: found 'x:y'
          {path: /a, proxy: chat, channels: [ok, '{path.x}']} | 0.channels.1: found '{path.x}' (line 4), wanted a path with a segment {x}, or another source
          {path: /a, proxy: chat, channels: ['{claim.sub}']} | 0.channels.0: found '{claim.sub}' (line 4), wanted token: true, or another source than a claim
          {path: /a, serve: subscribe, channels: ['x:{query.x}']} | 0.channels.0: found 'x:{query.x}' (line 4), wanted the name of a channel in a known namespace
          {path: '/{a}', proxy: chat}, {path: '/{b}', proxy: chat} | 1.path: found '/{b}' (line 4), wanted a path that routes.0 does not serve
          {path: /a, proxy: chat, headers: {X: y}}, {path: /a, proxy: chat, name: b, headers: {x: y}} | 1.path: found '/a'
          {path: /a, proxy: chat, headers: {X: y}}, {path: /a, proxy: chat} | 1.name: found /a (default), wanted another name than that of routes.0
          {path: /a, proxy: chat}, {path: /b, proxy: chat, name: /a} | 1.name: found '/a' (line 4), wanted another name than that of routes.0
          {path: /a, proxy: chat, pool: chat}                | 0.pool: found an unknown key (line 4), wanted one of path, host, headers, name, serve, publish, compression, proxy, rewrite, allowedOrigins, token, inject, channels
          """)
  void mistakeIsNamedByPathValueAndWish(String routes, String start) {
    List<String> complaints = complaints(REST + "routes:\n [" + routes + "]");

    assertEquals(1, complaints.size(), complaints.toString());
    assertTrue(complaints.get(0).startsWith("routes." + start), complaints.get(0));
  }

  @Test
  void tokenIsNotDemandedWhereNoneCanBeVerified() {
    assertEquals(
        List.of(
            "routes.0.token: found 'true' (line 1), wanted false, since auth.tokens has nothing to"
                + " verify a token with"),
        complaints("{pools: {chat: {}}, routes: [{path: /a, proxy: chat, token: true}]}"));
  }

  @Test
  void poolIsMissedAlsoWhereThereIsNone() {
    assertEquals(
        List.of(
            "routes.0.proxy: found 'chat' (line 1), wanted the name of a pool, and there is none"),
        complaints("routes: [{path: /a, proxy: chat}]"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          auth: {tokens: {hmacSecret: s3cret}}               | auth.tokens.hmacSecret: found a shorter one (line 1), wanted at least 16 bytes
          auth: {tokens: {jwks: x}}                          | auth.tokens.jwks.url: found 'x' (line 1), wanted an http or https URL with a host, without user and fragment, or empty
          listeners: {public: {trustedProxies: [10.0.0.0/33]}} | listeners.public.trustedProxies.0: found '10.0.0.0/33' (line 1), wanted an address or a range of them, as in 10.0.0.0/8 or fd00::/8
          listeners: {public: {trustedProxies: [lb.example]}} | listeners.public.trustedProxies.0: found 'lb.example'
          listeners: {public: {trustedProxies: 10.0.0.1}}    | listeners.public.trustedProxies: found '10.0.0.1' (line 1), wanted a list
          {sessions: {maxChannels: 1}, routes: [{path: /a, serve: centrifuge, channels: [a, b]}]} | routes.0.channels: found a list (line 1), wanted at most sessions.maxChannels, 1
          {sessions: {maxChannels: 1}, pools: {p: }, routes: [{path: /a, proxy: p, channels: [a, b]}]} | routes.0.channels: found a list (line 1), wanted at most sessions.maxChannels, 1
          listeners: {public: {proxyProtocol: v2}}           | listeners.public.proxyProtocol: found 'v2' (line 1), wanted true or false
          accessLog: {format: apache}                        | accessLog.format: found 'apache' (line 1), wanted one of none, json, common
          """)
  void mistakeOfWhatAProxyRestsOnIsNamed(String text, String start) {
    List<String> complaints = complaints(text);

    assertEquals(1, complaints.size(), complaints.toString());
    assertTrue(complaints.get(0).startsWith(start), complaints.get(0));
  }

  @Test
  void nobodyButThisMachineIsTrustedUnlessItIsSaid() {
    List<Cidr> trusted = load("").listeners().publicListener().trustedProxies();

    assertEquals(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1")), trusted);
  }

  private static List<RouteConfig> routes(String routes) {
    return load(REST + "routes:\n" + routes.indent(2)).routes();
  }

  private static List<String> complaints(String text) {
    return assertThrows(ConfigException.class, () -> load(text)).complaints().stream()
        .map(Complaint::toString)
        .toList();
  }

  private static GatewayConfig load(String text) {
    return ConfigLoader.load(text, List.of(), Map.of(), new ArrayList<>());
  }
}
