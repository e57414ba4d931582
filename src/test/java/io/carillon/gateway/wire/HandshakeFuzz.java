package io.carillon.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.carillon.gateway.testkit.FuzzSeed;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever headers come: an acceptance in good form, or a refusal with a status of the list. */
@Tag("fuzz")
@Timeout(600)
class HandshakeFuzz {
  private static final int INPUTS = FuzzSeed.inputs();
  private static final Set<Integer> STATUSES = Set.of(400, 405, 426);
  private static final List<String[]> GOOD =
      List.of(
          new String[] {"Upgrade", "websocket"},
          new String[] {"Connection", "keep-alive, Upgrade"},
          new String[] {"Sec-WebSocket-Version", "13"},
          new String[] {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
          new String[] {"Origin", "https://a.good.example:8443"});
  private static final String SPICE = " ,=;:\t\"\\/é\u0000\uD800*.%13Aa";

  @Test
  void everyHeadHasAnAnswer() {
    OriginPolicy origins = new OriginPolicy(List.of("https://*.good.example:8443"));
    SplittableRandom random = FuzzSeed.random(HandshakeFuzz.class);
    int accepted = 0;
    for (int i = 0; i < INPUTS; i++) {
      MultiMap headers = headers(random);
      HttpServerRequest request = request(headers, random);
      try {
        origins.allows(headers.get("Origin"));
        Optional<Handshake.Refusal> refusal = Handshake.check(request);
        if (refusal.isPresent()) {
          assertTrue(STATUSES.contains(refusal.get().status()));
          assertTrue(!refusal.get().text().isEmpty());
        } else {
          String head = Handshake.acceptance(request, null, null);
          assertTrue(head.matches("(?s)HTTP/1.1 101 .*Accept: [A-Za-z0-9+/]{27}=\r\n\r\n"), head);
          accepted++;
        }
      } catch (RuntimeException | AssertionError bug) {
        fail("headers=" + headers, bug);
      }
    }
    assertTrue(accepted > INPUTS / 100, accepted + " accepted: the mutations are too wild");
  }

  private static MultiMap headers(SplittableRandom random) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (String[] header : GOOD) {
      for (int n = random.nextInt(25) == 0 ? random.nextInt(3) : 1; n > 0; n--) {
        headers.add(header[0], random.nextInt(8) == 0 ? mutate(header[1], random) : header[1]);
      }
    }
    if (random.nextInt(20) == 0) {
      headers.add("Content-Length", mutate("0", random));
    }
    return headers;
  }

  private static String mutate(String text, SplittableRandom random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(mutated.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> mutated.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
        case 1 -> mutated.setLength(at);
        default -> mutated.append(mutated.substring(at));
      }
    }
    return mutated.toString();
  }

  private static HttpServerRequest request(MultiMap headers, SplittableRandom random) {
    HttpMethod method = random.nextInt(50) == 0 ? HttpMethod.POST : HttpMethod.GET;
    HttpVersion version = random.nextInt(50) == 0 ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
    return (HttpServerRequest)
        Proxy.newProxyInstance(
            HandshakeFuzz.class.getClassLoader(),
            new Class<?>[] {HttpServerRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "method" -> method;
                  case "version" -> version;
                  case "headers" -> headers;
                  case "connection" -> null;
                  case "getHeader" -> headers.get(arguments[0].toString());
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }
}
