package io.carillon.gateway.bench.agent;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Progress;
import io.carillon.gateway.bench.Sent;
import io.carillon.gateway.bench.SteadyClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;

/**
 * An agent as its coordinator knows it. Each future fails with a {@link BenchException} when the
 * agent refuses, ends or falls silent. Confined to the loop of the coordinator, but for {@link
 * #progress}.
 */
final class RemoteLoad {
  private static final int TRIPS = 20;

  private final Vertx vertx;
  private final AgentAddress address;
  private final String key;
  private final long patienceNanos;
  private Peer agent;

  /** What is waited for; one thing at a time. */
  private Promise<Message> awaited = Promise.promise();

  private ClockComparison comparison = new ClockComparison();
  private String failure;
  private volatile Progress progress;

  RemoteLoad(Vertx vertx, AgentAddress address, String key, long patienceNanos) {
    this.vertx = vertx;
    this.address = address;
    this.key = key;
    this.patienceNanos = patienceNanos;
  }

  /** Gets in. */
  Future<Void> connect(NetClient client) {
    Future<Message> welcome = awaited.future();
    client
        .connect(address.port(), address.host())
        .onSuccess(this::begin)
        .onFailure(refused -> ended(refused.getMessage()));
    return welcome.mapEmpty();
  }

  private void begin(NetSocket socket) {
    agent = new Peer(vertx, socket, patienceNanos, this::take, this::ended);
    agent.trust();
  }

  /** Compares its clock with ours. */
  Future<ClockComparison> compareClocks() {
    comparison = new ClockComparison();
    return ask(new Message.Ask(SteadyClock.now())).map(done -> comparison);
  }

  Future<Void> prepare(Plan plan) {
    return ask(new Message.Prepare(plan)).mapEmpty();
  }

  Future<Void> open(long at) {
    return ask(new Message.Open(at)).mapEmpty();
  }

  Future<Sent> run(long at) {
    return ask(new Message.Go(at)).map(ran -> ((Message.Ran) ran).sent());
  }

  Future<Outcome> finish(Sent sent) {
    return ask(new Message.Finish(sent)).map(result -> ((Message.Result) result).outcome());
  }

  void stop() {
    if (agent != null) {
      agent.send(new Message.Stop());
    }
  }

  /** Hangs up. */
  void end() {
    if (agent != null) {
      agent.end("run is over");
    }
  }

  /** The last it told; null before it did. */
  Progress progress() {
    return progress;
  }

  AgentAddress address() {
    return address;
  }

  private Future<Message> ask(Message question) {
    if (failure != null) {
      return Future.failedFuture(new BenchException(failure));
    }
    awaited = Promise.promise();
    agent.send(question);
    return awaited.future();
  }

  private void take(Message message) {
    if (message instanceof Message.Challenge challenge) {
      agent.send(new Message.Proof(Keys.sign(key, challenge.nonce())));
    } else if (message instanceof Message.Told told) {
      compare(told);
    } else if (message instanceof Message.Seen seen) {
      progress = seen.progress();
    } else if (message instanceof Message.Refused refused) {
      ended(refused.why());
      agent.end(refused.why());
    } else if (!(message instanceof Message.Alive)) {
      awaited.tryComplete(message);
    }
  }

  private void compare(Message.Told told) {
    comparison.add(told.sentAt(), told.at(), SteadyClock.now());
    if (comparison.trips() < TRIPS) {
      agent.send(new Message.Ask(SteadyClock.now()));
    } else {
      awaited.tryComplete(told);
    }
  }

  private void ended(String why) {
    if (failure == null) {
      failure = "agent " + address + ": " + why;
      awaited.tryFail(new BenchException(failure));
    }
  }
}
