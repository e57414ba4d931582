package io.carillon.gateway.bench.agent;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.SteadyClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One coordinator at an agent, and the load that it asked for. Confined to the agent's loop. */
final class AgentSession {
  private static final Logger LOG = LoggerFactory.getLogger(AgentSession.class);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long SEEN_MILLIS = 500;

  private final Agent agent;
  private final Vertx vertx;
  private final String nonce = Keys.nonce();
  private Context loop;
  private Peer coordinator;
  private boolean known;
  private boolean over;

  /** Null until there is a plan. */
  private Plan plan;

  /** Null until it is prepared. */
  private Load load;

  private Long progress;

  AgentSession(Agent agent, Vertx vertx) {
    this.agent = agent;
    this.vertx = vertx;
  }

  /** Takes a connection, on its loop. */
  void begin(NetSocket socket) {
    loop = vertx.getOrCreateContext();
    coordinator = new Peer(vertx, socket, PATIENCE_NANOS, this::take, this::ended);
    coordinator.send(new Message.Challenge(nonce));
  }

  /** Ends the load; done when that is gone. */
  Future<Void> abandon() {
    return Future.future(
        done ->
            loop.runOnContext(
                now -> {
                  coordinator.end("agent ends");
                  closeLoad().onComplete(done);
                }));
  }

  private void take(Message message) {
    if (message instanceof Message.Alive) {
      return;
    }
    if (!known) {
      prove(message);
    } else if (message instanceof Message.Ask ask) {
      coordinator.send(new Message.Told(ask.sentAt(), SteadyClock.now()));
    } else if (message instanceof Message.Prepare prepare) {
      prepare(prepare.plan());
    } else if (load == null) {
      coordinator.refuse("no plan yet");
    } else if (message instanceof Message.Open open) {
      at(open.at(), Load::open, opened -> new Message.Opened());
    } else if (message instanceof Message.Go go) {
      at(go.at(), Load::run, Message.Ran::new);
    } else if (message instanceof Message.Finish finish) {
      answer(() -> load.finish(finish.sent()), Message.Result::new);
    } else if (message instanceof Message.Stop) {
      load.stop();
    } else {
      coordinator.refuse("unexpected message");
    }
  }

  private void prove(Message message) {
    if (!(message instanceof Message.Proof proof)
        || !Keys.isRight(agent.key(), nonce, proof.hmac())) {
      coordinator.refuse("wrong key");
    } else if (!agent.claim(this)) {
      coordinator.refuse("busy with the plan of another coordinator");
    } else {
      known = true;
      coordinator.trust();
      coordinator.send(new Message.Welcome());
    }
  }

  private void prepare(Plan wanted) {
    if (plan != null) {
      coordinator.refuse("a second plan while the first one runs");
      return;
    }
    plan = wanted;
    vertx
        .executeBlocking(() -> agent.loads().apply(wanted))
        .onSuccess(this::prepared)
        .onFailure(
            failure -> {
              if (!(failure instanceof BenchException)) {
                LOG.error("plan cannot be carried out", failure);
              }
              coordinator.refuse("plan: " + failure.getMessage());
            });
  }

  private void prepared(Load ready) {
    load = ready;
    if (over) {
      closeLoad();
      return;
    }
    LOG.info("part of a bench connections={}", plan.crowd().amount());
    progress = vertx.setPeriodic(SEEN_MILLIS, tick -> seen());
    coordinator.send(new Message.Prepared());
  }

  private void seen() {
    coordinator.send(new Message.Seen(load.progress()));
  }

  // Moments are by the coordinator's clock.
  private <T> void at(
      long moment, Function<Load, CompletableFuture<T>> phase, Function<T, Message> told) {
    long now = SteadyClock.now() + plan.share().clockOffsetNanos();
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(moment - now));
    vertx.setTimer(millis, tick -> answer(() -> phase.apply(load), told));
  }

  private <T> void answer(Supplier<CompletableFuture<T>> phase, Function<T, Message> told) {
    if (over) {
      return;
    }
    Consumer<Throwable> fail =
        failure -> {
          LOG.error("load failed", failure);
          coordinator.refuse("load failed: " + failure.getMessage());
        };
    begin(phase)
        .whenComplete(
            (result, failure) ->
                loop.runOnContext(
                    now -> {
                      if (failure == null) {
                        coordinator.send(told.apply(result));
                      } else {
                        fail.accept(failure);
                      }
                    }));
  }

  private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> phase) {
    try {
      return phase.get();
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  private void ended(String why) {
    over = true;
    if (load != null) {
      LOG.info("coordinator left why={}", why);
    }
    closeLoad().onComplete(closed -> agent.leave(this));
  }

  private Future<Void> closeLoad() {
    if (progress != null) {
      vertx.cancelTimer(progress);
      progress = null;
    }
    if (load == null) {
      return Future.succeededFuture();
    }
    Load ending = load;
    return vertx.executeBlocking(
        () -> {
          ending.stop();
          ending.close();
          return null;
        });
  }
}
