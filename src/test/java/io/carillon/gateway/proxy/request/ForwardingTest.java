package io.carillon.gateway.proxy.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is believed to be the client, and what targets are told of it. 10.x and fd00:: are ours. */
class ForwardingTest {
  private static HeadServer server;

  @BeforeAll
  static void start() {
    server = new HeadServer(address -> address.startsWith("10.") || address.startsWith("fd00:"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{1} from {0} is {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # a stranger is not believed
          9.9.9.9  | X-Forwarded-For: 1.1.1.1              | 9.9.9.9:5555  | 9.9.9.9
          9.9.9.9  | Forwarded: for=1.1.1.1;proto=https    | 9.9.9.9:5555  | 9.9.9.9
          2001:db8:0:0::9 | X-Forwarded-For: 1.1.1.1       | 2001:db8::9:5555 | 2001:db8::9
          # proxies of ours are, from the right to the first stranger
          10.0.0.1 | X-Other: 1                            | 10.0.0.1:5555 | 10.0.0.1
          10.0.0.1 | X-Forwarded-For: 1.1.1.1              | 1.1.1.1:0     | 1.1.1.1, 10.0.0.1
          10.0.0.1 | X-Forwarded-For: 6.6.6.6, 1.1.1.1     | 1.1.1.1:0     | 6.6.6.6, 1.1.1.1, 10.0.0.1
          10.0.0.1 | X-Forwarded-For: 1.1.1.1, 10.0.0.2    | 1.1.1.1:0     | 1.1.1.1, 10.0.0.2, 10.0.0.1
          10.0.0.1 | X-Forwarded-For: 10.0.0.3,10.0.0.2    | 10.0.0.3:0    | 10.0.0.3, 10.0.0.2, 10.0.0.1
          10.0.0.1 | X-Forwarded-For: 6.6.6.6~X-Forwarded-For: 1.1.1.1 | 1.1.1.1:0 | 6.6.6.6, 1.1.1.1, 10.0.0.1
          fd00::1  | X-Forwarded-For: 2001:DB8::0:7        | 2001:db8::7:0 | 2001:DB8::0:7, fd00::1
          10.0.0.1 | X-Forwarded-For: ::ffff:1.1.1.1, ::ffff:10.0.0.2 | 1.1.1.1:0 | ::ffff:1.1.1.1, ::ffff:10.0.0.2, 10.0.0.1
          # ports, as some write them
          10.0.0.1 | X-Forwarded-For: 1.1.1.1:99           | 1.1.1.1:99    | 1.1.1.1:99, 10.0.0.1
          10.0.0.1 | X-Forwarded-For: [2001:db8::7]:99     | 2001:db8::7:99 | [2001:db8::7]:99, 10.0.0.1
          10.0.0.1 | X-Forwarded-For: [2001:db8::7]        | 2001:db8::7:0 | [2001:db8::7], 10.0.0.1
          # cut at what is malformed
          10.0.0.1 | X-Forwarded-For: 6.6.6.6, x, 1.1.1.1  | 1.1.1.1:0     | 1.1.1.1, 10.0.0.1
          10.0.0.1 | X-Forwarded-For: 1.1.1.1, unknown     | 10.0.0.1:5555 | 10.0.0.1
          10.0.0.1 | X-Forwarded-For: 1.1.1.1:0            | 10.0.0.1:5555 | 10.0.0.1
          10.0.0.1 | X-Forwarded-For: 1.1.1.1:65536        | 10.0.0.1:5555 | 10.0.0.1
          10.0.0.1 | X-Forwarded-For: 1.1.1.256            | 10.0.0.1:5555 | 10.0.0.1
          10.0.0.1 | X-Forwarded-For: [1.1.1.1]            | 10.0.0.1:5555 | 10.0.0.1
          10.0.0.1 | X-Forwarded-For: [2001:db8::7         | 10.0.0.1:5555 | 10.0.0.1
          10.0.0.1 | X-Forwarded-For: [2001:db8::7]x       | 10.0.0.1:5555 | 10.0.0.1
          10.0.0.1 | X-Forwarded-For: 1.1.1.1,, ,          | 1.1.1.1:0     | 1.1.1.1, 10.0.0.1
          10.0.0.1 | X-Forwarded-For:                      | 10.0.0.1:5555 | 10.0.0.1
          # the standard's dialect
          10.0.0.1 | Forwarded: for=1.1.1.1                | 1.1.1.1:0     | 1.1.1.1, 10.0.0.1
          10.0.0.1 | forwarded: For="[2001:db8::7]:99"     | 2001:db8::7:99 | 2001:db8::7, 10.0.0.1
          10.0.0.1 | Forwarded: for="1.1.1.1:_p"           | 1.1.1.1:0     | 1.1.1.1, 10.0.0.1
          10.0.0.1 | Forwarded: for=6.6.6.6, for=1.1.1.1;by=_me , for=10.0.0.2 | 1.1.1.1:0 | 6.6.6.6, 1.1.1.1, 10.0.0.2, 10.0.0.1
          10.0.0.1 | Forwarded: for=unknown, for=10.0.0.2  | 10.0.0.2:0    | unknown, 10.0.0.2, 10.0.0.1
          10.0.0.1 | Forwarded: for=_gazonk                | 10.0.0.1:5555 | unknown, 10.0.0.1
          10.0.0.1 | Forwarded: for=6.6.6.6,for=,for=1.1.1.1 | 1.1.1.1:0   | 1.1.1.1, 10.0.0.1
          10.0.0.1 | Forwarded: for=[2001:db8::7]          | 10.0.0.1:5555 | 10.0.0.1
          10.0.0.1 | Forwarded: for=1.1.1.1;for=2.2.2.2    | 10.0.0.1:5555 | 10.0.0.1
          10.0.0.1 | Forwarded: for="6.6.6.6, for=1.1.1.1  | 1.1.1.1:0     | 1.1.1.1, 10.0.0.1
          10.0.0.1 | Forwarded: for="1.1.1.1"x             | 10.0.0.1:5555 | 10.0.0.1
          10.0.0.1 | Forwarded: for="1.1.\\1.1"            | 1.1.1.1:0     | 1.1.1.1, 10.0.0.1
          10.0.0.1 | Forwarded: for="1.1.1.1\\             | 10.0.0.1:5555 | 10.0.0.1
          # one dialect at a time
          10.0.0.1 | Forwarded: for=6.6.6.6~X-Forwarded-For: 1.1.1.1 | 1.1.1.1:0 | 1.1.1.1, 10.0.0.1
          """)
  void clientIsWhomTheLastBelievedProxyNames(
      String peer, String headers, String client, String chain) throws Exception {
    String head = ask(peer, headers);

    ClientAddress address = server.latest().client();
    assertEquals(client, address.host() + ":" + address.port());
    assertEquals(chain, field(head, "X-Forwarded-For"));
  }

  @ParameterizedTest(name = "{1} from {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          9.9.9.9  | X-Forwarded-Proto: https              | http  | a:8 | 8080
          9.9.9.9  | X-Forwarded-Host: b                   | http  | a:8 | 8080
          9.9.9.9  | X-Forwarded-Port: 1                   | http  | a:8 | 8080
          10.0.0.1 | X-Other: 1                            | http  | a:8 | 8080
          10.0.0.1 | X-Forwarded-Proto: https              | https | a:8 | 8
          10.0.0.1 | X-Forwarded-Proto: WSS~X-Forwarded-Host: b | https | b | 443
          10.0.0.1 | X-Forwarded-Proto: ws~X-Forwarded-Host: b  | http | b | 80
          10.0.0.1 | X-Forwarded-Host: b:99                | http  | b:99 | 99
          10.0.0.1 | X-Forwarded-Host: [2001:db8::1]       | http  | [2001:db8::1] | 80
          10.0.0.1 | X-Forwarded-Host: [2001:db8::1]:99    | http  | [2001:db8::1]:99 | 99
          10.0.0.1 | X-Forwarded-Port: 444                 | http  | a:8 | 444
          10.0.0.1 | X-Forwarded-Port: 65536               | http  | a:8 | 8080
          10.0.0.1 | X-Forwarded-Proto: gopher             | http  | a:8 | 8080
          10.0.0.1 | X-Forwarded-Proto: https, http        | http  | a:8 | 8080
          10.0.0.1 | X-Forwarded-Proto: https~X-Forwarded-Proto: https | http | a:8 | 8080
          10.0.0.1 | X-Forwarded-Host: b"c                 | http  | a:8 | 8080
          10.0.0.1 | Forwarded: for=1.1.1.1;proto=https;host="b:99" | https | b:99 | 99
          10.0.0.1 | Forwarded: proto=http;host=c, for=1.1.1.1;proto=https;host=b | https | b | 443
          10.0.0.1 | Forwarded: for=1.1.1.1;host="b\\"c"   | http  | a:8 | 8080
          10.0.0.1 | Forwarded: for=1.1.1.1~X-Forwarded-Proto: https~X-Forwarded-Host: b | http | a:8 | 8080
          """)
  void targetIsToldWhatTheClientAskedFor(
      String peer, String headers, String proto, String host, String port) throws Exception {
    String head = ask(peer, headers);

    assertEquals(proto, field(head, "X-Forwarded-Proto"));
    assertEquals(host, field(head, "X-Forwarded-Host"));
    assertEquals(port, field(head, "X-Forwarded-Port"));
    assertEquals(proto.equals("https"), server.latest().client().secure());
  }

  @ParameterizedTest(name = "{1} from {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          9.9.9.9     | Forwarded: for=1.1.1.1             | for=9.9.9.9;host="a:8";proto=http
          2001:db8::9 | X-Other: 1                         | for="[2001:db8::9]";host="a:8";proto=http
          10.0.0.1    | X-Forwarded-Proto: https~X-Forwarded-Host: b | for=10.0.0.1;host=b;proto=https
          10.0.0.1    | Forwarded: For="1.1.1.1" ; proto=https,for=10.0.0.2 | For="1.1.1.1" ; proto=https, for=10.0.0.2, for=10.0.0.1;host="a:8";proto=http
          10.0.0.1    | Forwarded: for=6.6.6.6;, nonsense, for=1.1.1.1 | for=1.1.1.1, for=10.0.0.1;host="a:8";proto=http
          10.0.0.1    | X-Forwarded-For: 6.6.6.6, 2001:db8::7, 10.0.0.2~X-Forwarded-Proto: https~X-Forwarded-Host: b | for=6.6.6.6, for="[2001:db8::7]";host=b;proto=https, for=10.0.0.2, for=10.0.0.1;host="a:8";proto=http
          """)
  void standardFieldTellsTheSame(String peer, String headers, String forwarded) throws Exception {
    assertEquals(forwarded, field(ask(peer, headers), "Forwarded"));
  }

  private static String ask(String peer, String headers) throws Exception {
    return server.ask(
        peer, "GET / HTTP/1.1\r\nHost: a:8\r\n" + headers.replace("~", "\r\n") + "\r\n\r\n");
  }

  private static String field(String head, String name) {
    return head.lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .collect(Collectors.joining(" AND "));
  }
}
