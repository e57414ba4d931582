package io.carillon.gateway.node;

import io.carillon.gateway.proxy.rules.InForce;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The event loops on which a node serves, a verticle for each. None before {@link #deploy}, once;
 * they end with their Vert.x. Callable from any thread.
 */
final class Loops {
  private final List<GatewayVerticle> verticles = new CopyOnWriteArrayList<>();

  /** Begins to serve on so many; fails when one of them cannot. */
  Future<?> deploy(Vertx vertx, int count, NodeParts parts) {
    for (int i = 0; i < count; i++) {
      verticles.add(new GatewayVerticle(parts));
    }
    List<Future<String>> deployed = new ArrayList<>();
    for (GatewayVerticle verticle : verticles) {
      deployed.add(vertx.deployVerticle(verticle, new DeploymentOptions()));
    }
    // Not all(): closing while another one still starts upsets Vert.x.
    return Future.join(deployed);
  }

  /** Goes by other rules; done when all of them do. */
  Future<?> use(InForce wanted) {
    return Future.join(verticles.stream().map(verticle -> verticle.use(wanted)).toList());
  }

  /** Takes no more clients, see {@link GatewayVerticle#stopAccepting}; done when all have gone. */
  Future<?> stopAccepting(Duration deadline) {
    return Future.join(
        verticles.stream().map(verticle -> verticle.stopAccepting(deadline)).toList());
  }

  /** Has those who come from now on see the certificates that there are now. */
  Future<?> showCertificates() {
    return verticles.get(0).showCertificates(); // which the others share
  }

  /** The port that clients reach by TLS, 0 when there is none; once all are deployed. */
  int publicTlsPort() {
    return verticles.get(0).publicTlsPort();
  }

  /** Ends what is left sooner, see {@link GatewayVerticle#closeBy}. */
  void closeBy(Duration deadline) {
    verticles.forEach(verticle -> verticle.closeBy(deadline));
  }

  /** The port that clients reach in clear text, 0 when there is none; once all are deployed. */
  int publicPort() {
    return verticles.get(0).publicPort();
  }

  /** The port that backends and operators reach; once all are deployed. */
  int adminPort() {
    return verticles.get(0).adminPort();
  }
}
