package io.carillon.gateway.bench.agent;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Plan;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Waits for coordinators and carries out their plans, one at a time. Callable from any thread;
 * whoever starts it closes it.
 */
public final class Agent {
  private final Vertx vertx;
  private final String key;
  private final Function<Plan, Load> loads;
  private final AtomicReference<AgentSession> busy = new AtomicReference<>();
  private NetServer server;

  private Agent(Vertx vertx, String key, Function<Plan, Load> loads) {
    this.vertx = vertx;
    this.key = key;
    this.loads = loads;
  }

  /**
   * Listens.
   *
   * @param key that coordinators have to know; empty for none, on loopback only
   * @param loads prepares a load, or throws {@link BenchException}; may block
   * @return failed when the address cannot be had
   * @throws BenchException when others than this machine could give it plans without a key
   */
  public static Future<Agent> listen(AgentAddress address, String key, Function<Plan, Load> loads) {
    if (key.isEmpty() && !address.isLoopback()) {
      throw new BenchException(
          "--listen: found " + address + " without --key, wanted one, since that is not loopback");
    }
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
    Agent agent = new Agent(vertx, key, loads);
    return vertx
        .createNetServer(new NetServerOptions().setTcpNoDelay(true))
        .connectHandler(
            socket -> {
              AgentSession session = new AgentSession(agent, vertx);
              session.begin(socket);
            })
        .listen(address.port(), address.host())
        .onSuccess(listening -> agent.server = listening)
        .map(agent)
        .onFailure(failure -> vertx.close());
  }

  /** Where it listens. */
  public int port() {
    return server.actualPort();
  }

  /** Ends the load under way and hangs up. */
  public Future<Void> close() {
    AgentSession session = busy.get();
    return (session == null ? Future.<Void>succeededFuture() : session.abandon())
        .transform(ended -> vertx.close());
  }

  String key() {
    return key;
  }

  Function<Plan, Load> loads() {
    return loads;
  }

  /** Whether this one may give a plan, which nobody else may until it has left. */
  boolean claim(AgentSession session) {
    return busy.compareAndSet(null, session);
  }

  void leave(AgentSession session) {
    busy.compareAndSet(session, null);
  }
}
