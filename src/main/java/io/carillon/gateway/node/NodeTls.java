package io.carillon.gateway.node;

import io.carillon.gateway.config.ListenersConfig;
import io.carillon.gateway.tls.CertificateWatch;
import io.carillon.gateway.tls.ListenerTls;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The TLS of a node's listeners. Callable from any thread.
 *
 * @param clients of the public listener; empty for none
 * @param operators of the admin listener; empty for none
 * @param watches one for each of them
 */
record NodeTls(
    Optional<ListenerTls> clients,
    Optional<ListenerTls> operators,
    List<CertificateWatch> watches) {

  /** Reads certificates, so not on a loop; fails when they cannot be used. */
  static NodeTls read(ListenersConfig config) {
    Optional<ListenerTls> clients =
        config.publicListener().tls().map(tls -> ListenerTls.read("public", tls));
    Optional<ListenerTls> operators =
        config.admin().tls().map(tls -> ListenerTls.read("admin", tls));
    return new NodeTls(
        clients,
        operators,
        Stream.of(clients, operators)
            .flatMap(Optional::stream)
            .map(CertificateWatch::new)
            .toList());
  }

  /** Takes new certificates as they come, until {@link #close}. */
  void watch(Vertx vertx, Loops loops) {
    watches.forEach(watch -> watch.start(vertx, loops::showCertificates));
  }

  /** Looks for new certificates no more; to be called before Vert.x is closed. */
  void close() {
    watches.forEach(CertificateWatch::close);
  }
}
