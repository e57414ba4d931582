package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.wire.Handshake;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether a 101 really is the answer to a handshake, RFC 6455 section 4.1. Stateless. */
final class Acceptance {
  private Acceptance() {}

  /** Fails with what is wrong. */
  static void check(ProxyRequest request, HandshakeAnswer head) throws BadAnswer {
    if (!head.canUpgrade()) {
      throw new BadAnswer("101 of HTTP/1.0");
    }
    List<String> upgrade = head.tokens("upgrade");
    if (upgrade.size() != 1 || !upgrade.get(0).equalsIgnoreCase("websocket")) {
      throw new BadAnswer("101 without Upgrade: websocket");
    }
    if (head.tokens("connection").stream().noneMatch("upgrade"::equalsIgnoreCase)) {
      throw new BadAnswer("101 without Connection: Upgrade");
    }
    String key = request.header("Sec-WebSocket-Key").trim();
    List<String> accept = head.all("sec-websocket-accept");
    if (accept.size() != 1 || !accept.get(0).equals(Handshake.accept(key))) {
      throw new BadAnswer("101 with a wrong Sec-WebSocket-Accept");
    }
    checkOffered(request, head);
  }

  private static void checkOffered(ProxyRequest request, HandshakeAnswer head) throws BadAnswer {
    List<String> protocols = head.all("sec-websocket-protocol");
    if (!protocols.isEmpty()
        && (protocols.size() > 1
            || !offered(request, "Sec-WebSocket-Protocol").contains(protocols.get(0)))) {
      throw new BadAnswer("101 with a sub-protocol that was not offered");
    }
    List<String> extensions = head.tokens("sec-websocket-extensions");
    if (!extensions.isEmpty()) {
      Set<String> offered = names(offered(request, "Sec-WebSocket-Extensions"));
      if (!offered.containsAll(names(extensions))) {
        throw new BadAnswer("101 with an extension that was not offered");
      }
    }
  }

  private static List<String> offered(ProxyRequest request, String header) {
    List<String> offered = new ArrayList<>();
    for (String line : request.headers().getAll(header)) {
      for (String token : line.split(",")) {
        offered.add(token.trim());
      }
    }
    return offered;
  }

  // Without parameters; names of extensions are tokens in any case.
  private static Set<String> names(List<String> extensions) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String extension : extensions) {
      names.add(extension.split(";", 2)[0].trim());
    }
    return names;
  }
}
