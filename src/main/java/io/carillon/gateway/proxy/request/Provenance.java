package io.carillon.gateway.proxy.request;

/**
 * Where a request came from, and what a target is told of it.
 *
 * @param client as the believed proxies tell
 * @param peer who sent it to this node
 * @param chain entries of {@code X-Forwarded-For} before the peer, each with its comma
 * @param elements of {@code Forwarded} before the peer's, each with its comma
 * @param certificate elements of {@code X-Forwarded-Client-Cert}; empty for none
 * @param told of the request as the client made it
 * @param own of the request as the peer made it
 */
record Provenance(
    ClientAddress client,
    Hop peer,
    String chain,
    String elements,
    String certificate,
    Asked told,
    Asked own) {

  /** The same, with a certificate. */
  Provenance withCertificate(String shown) {
    return shown.isEmpty() ? this : new Provenance(client, peer, chain, elements, shown, told, own);
  }

  /**
   * What was asked for, and how.
   *
   * @param proto {@code http} or {@code https}
   * @param host with its port, when it was given one; null for none
   * @param port where the client went
   */
  record Asked(String proto, String host, int port) {
    /** As what follows the node in an element of {@code Forwarded}. */
    String asParameters() {
      if (host == null) {
        return ";proto=" + proto;
      }
      // Quoted when it holds what no token may; an authority holds nothing to escape.
      String quote = Characters.isToken(host) ? "" : "\"";
      return ";host=" + quote + host + quote + ";proto=" + proto;
    }
  }
}
