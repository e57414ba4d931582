package io.carillon.gateway.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.IndeterminateOperationStateException;
import io.vertx.core.Completable;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Keeps for the event bus where each address is; of nodes it knows without looking. A step whose
 * outcome is unknown, because a node came or went meanwhile, is done once more: all of them can be,
 * without harm. One per node, made by {@link Cluster}; called by the bus on any thread.
 */
final class PatientClusterManager extends HazelcastClusterManager {
  private static final int MOST_ATTEMPTS = 10;
  private static final long PAUSE_MILLIS = 100;

  /** The last step on each registration that is under way: those before it are not repeated. */
  private final Map<RegistrationInfo, Object> underWay = new ConcurrentHashMap<>();

  private final NodeAddresses nodes = new NodeAddresses(this::getHazelcastInstance);
  private Vertx vertx;

  PatientClusterManager(Config config) {
    super(config);
  }

  @Override
  public void init(Vertx newVertx) {
    super.init(newVertx);
    vertx = newVertx;
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    super.registrationListener(nodes.correct(listener));
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> done) {
    List<RegistrationInfo> known = nodes.listeners(address);
    if (known.isEmpty()) {
      super.getRegistrations(address, done); // perhaps of a node that this one does not see yet
    } else {
      done.succeed(known);
    }
  }

  @Override
  public void getNodeInfo(String busId, Completable<NodeInfo> done) {
    nodes.whereabouts(busId).ifPresentOrElse(done::succeed, () -> super.getNodeInfo(busId, done));
  }

  @Override
  public void setNodeInfo(NodeInfo info, Completable<Void> done) {
    attempt(outcome -> super.setNodeInfo(info, outcome), () -> true, done, 1);
  }

  @Override
  public void addRegistration(String address, RegistrationInfo where, Completable<Void> done) {
    attemptLast(where, outcome -> super.addRegistration(address, where, outcome), done);
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo where, Completable<Void> done) {
    attemptLast(where, outcome -> super.removeRegistration(address, where, outcome), done);
  }

  // A registration of an address has a number of its own, so it stands for the address too.
  private void attemptLast(
      RegistrationInfo where, Consumer<Promise<Void>> step, Completable<Void> done) {
    Object token = new Object();
    underWay.put(where, token);
    Completable<Void> ended =
        (none, cause) -> {
          underWay.remove(where, token);
          done.complete(null, cause);
        };
    attempt(step, () -> token.equals(underWay.get(where)), ended, 1);
  }

  private void attempt(
      Consumer<Promise<Void>> step, BooleanSupplier isLast, Completable<Void> done, int attempt) {
    Promise<Void> outcome = Promise.promise();
    step.accept(outcome);
    outcome
        .future()
        .onComplete(
            result -> {
              if (result.cause() instanceof IndeterminateOperationStateException
                  && attempt < MOST_ATTEMPTS
                  && isLast.getAsBoolean()) {
                vertx.setTimer(PAUSE_MILLIS, timer -> attempt(step, isLast, done, attempt + 1));
              } else {
                done.complete(null, result.cause());
              }
            });
  }
}
