package io.carillon.gateway.proxy.request;

import io.carillon.gateway.wire.HandshakeHead;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Which proxies before this node are believed. One of them speaks for who sent it the request, and
 * so on from the last proxy to the first, until somebody is named who is not believed: the client.
 *
 * <p>A request is read in one dialect: {@code X-Forwarded-For} and its like, or {@code Forwarded}
 * when there is none of that. What it says in the other one is dropped, for a proxy that writes one
 * of them passes on what clients make up in the other. Immutable; callable from any loop.
 */
public final class Forwarding {
  /** Believes nobody: the client is who connects. */
  public static final Forwarding NOBODY = new Forwarding(address -> false);

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private final Predicate<String> believed;

  /**
   * @param believed whether a literal address is that of a proxy to believe
   */
  public Forwarding(Predicate<String> believed) {
    this.believed = believed;
  }

  /**
   * Tells where a request came from; on its loop, within the request handler.
   *
   * @throws RequestRefused when that is not known any more
   */
  Provenance of(HandshakeHead request) {
    Hop peer = peer(request);
    Hop local = hop(request.localAddress(!isNamed(request)));
    if (peer.host() == null) {
      throw new RequestRefused(400, "the connection is gone");
    }
    MultiMap headers = request.headers();
    Provenance.Asked own =
        new Provenance.Asked(
            request.isSecure() ? "https" : "http", authority(headers.get("Host")), local.port());
    String shown = ShownCertificate.element(request.certificate());
    if (!believes(peer)) {
      return provenance(peer, peer, local, "", "", own, own).withCertificate(shown);
    }
    String entries = joined(headers, "X-Forwarded-For");
    String elements = entries.isEmpty() ? joined(headers, "Forwarded") : "";
    Provenance told =
        elements.isEmpty()
            ? ofEntries(ForwardedElement.entries(entries), peer, local, headers, own)
            : ofElements(ForwardedElement.parse(elements), peer, local, own);
    // What a proxy says of certificates is not believed: most pass on what clients made up.
    return told.withCertificate(shown);
  }

  /**
   * The address of whoever a request comes from, as the believed proxies tell; empty when that is
   * not known any more. On its loop, within the request handler.
   */
  public String clientOf(HttpServerRequest request) {
    try {
      String host = of(HandshakeHead.of(request)).client().host();
      return host == null ? "" : host;
    } catch (RequestRefused refused) {
      return "";
    }
  }

  /** The address of whoever connected, whatever it tells; empty when that is not known any more. */
  public String peerOf(HttpServerRequest request) {
    String host = peer(HandshakeHead.of(request)).host();
    return host == null ? "" : host;
  }

  /** Who connected; hidden when the connection is gone. */
  static Hop peer(HandshakeHead request) {
    return hop(request.remoteAddress(!isNamed(request)));
  }

  // A PROXY header may name the path of a socket, which is no address to speak of.
  private static boolean isNamed(HandshakeHead request) {
    return hop(request.remoteAddress(false)).host() != null;
  }

  private Provenance ofEntries(
      List<ForwardedElement> entries, Hop peer, Hop local, MultiMap headers, Provenance.Asked own) {
    Provenance.Asked told =
        asked(
            scheme(only(headers, "X-Forwarded-Proto")),
            authority(only(headers, "X-Forwarded-Host")),
            Hop.port(only(headers, "X-Forwarded-Port")),
            own);
    int client = client(entries, peer);
    StringBuilder chain = new StringBuilder();
    StringBuilder elements = new StringBuilder();
    for (int i = 0; i < entries.size(); i++) {
      chain.append(entries.get(i).text()).append(", ");
      elements.append(entries.get(i).hop().asNode());
      elements.append(i == client ? told.asParameters() : "").append(", ");
    }
    Hop hop = client == entries.size() ? peer : entries.get(client).hop();
    return provenance(hop, peer, local, chain.toString(), elements.toString(), told, own);
  }

  private Provenance ofElements(
      List<ForwardedElement> elements, Hop peer, Hop local, Provenance.Asked own) {
    StringBuilder chain = new StringBuilder();
    StringBuilder texts = new StringBuilder();
    for (ForwardedElement element : elements) {
      chain.append(element.hop().asEntry()).append(", ");
      texts.append(element.text()).append(", ");
    }
    int client = client(elements, peer);
    Provenance.Asked told = own;
    Hop hop = peer;
    if (client < elements.size()) {
      ForwardedElement teller = elements.get(client);
      told = asked(teller.proto(), teller.host(), -1, own);
      hop = known(elements, client, peer);
    }
    return provenance(hop, peer, local, chain.toString(), texts.toString(), told, own);
  }

  // Which of them tells of the client; their number when nobody is there to be believed.
  private int client(List<ForwardedElement> elements, Hop peer) {
    int client = elements.size();
    Hop teller = peer;
    while (client > 0 && believes(teller)) {
      client--;
      teller = elements.get(client).hop();
    }
    return client;
  }

  // A client that is hidden is taken for the proxy that hides it.
  private static Hop known(List<ForwardedElement> elements, int client, Hop peer) {
    Hop hop = elements.get(client).hop();
    if (hop.host() != null) {
      return hop;
    }
    return client + 1 < elements.size() ? elements.get(client + 1).hop() : peer;
  }

  private static Provenance provenance(
      Hop client,
      Hop peer,
      Hop local,
      String chain,
      String elements,
      Provenance.Asked told,
      Provenance.Asked own) {
    ClientAddress address =
        new ClientAddress(
            client.host(), client.port(), local.host(), local.port(), told.proto().equals("https"));
    return new Provenance(address, peer, chain, elements, "", told, own);
  }

  // Who tells of a scheme or host but of no port means the usual one.
  private static Provenance.Asked asked(String proto, String host, int port, Provenance.Asked own) {
    if (proto == null && host == null && port < 0) {
      return own;
    }
    String scheme = proto == null ? own.proto() : proto;
    String authority = host == null ? own.host() : host;
    int named = authority == null ? -1 : Hop.port(authority.substring(portAt(authority)));
    int usual = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    return new Provenance.Asked(scheme, authority, port > 0 ? port : named > 0 ? named : usual);
  }

  private static int portAt(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < authority.lastIndexOf(']') || colon < 0 ? authority.length() : colon + 1;
  }

  private boolean believes(Hop hop) {
    return hop.host() != null && believed.test(hop.host());
  }

  private static Hop hop(SocketAddress address) {
    String host = address == null ? null : address.hostAddress();
    return host == null ? Hop.HIDDEN : new Hop(Hop.literal(host), Math.max(0, address.port()));
  }

  private static String joined(MultiMap headers, String name) {
    List<String> lines = headers.getAll(name);
    return lines.size() == 1 ? lines.get(0) : String.join(",", lines);
  }

  // Two of them contradict each other or are no field of ours.
  private static String only(MultiMap headers, String name) {
    List<String> lines = headers.getAll(name);
    return lines.size() == 1 ? lines.get(0).trim() : "";
  }

  private static String authority(String text) {
    return text != null && Characters.isAuthority(text) ? text : null;
  }

  /** {@code http} or {@code https}, also for what WebSockets call them; null for anything else. */
  static String scheme(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> "http";
      case "https", "wss" -> "https";
      default -> null;
    };
  }
}
