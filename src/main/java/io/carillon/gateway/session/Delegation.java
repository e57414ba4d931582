package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.backend.Backends;
import io.carillon.gateway.backend.Entry;
import io.carillon.gateway.backend.Passed;
import io.carillon.gateway.backend.Verdict;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.BackendConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.Reply;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * What a backend decides about one client. While it is asked, nothing else is read from the client,
 * so that its commands are carried out in order and it has one question open at most; when the
 * client goes first, nobody hears the answer. Made where it is needed; on the session's loop.
 */
final class Delegation {
  private final CentrifugeSession session;
  private final Backends backends;

  Delegation(CentrifugeSession session) {
    this.session = session;
    this.backends = session.services().backends();
  }

  /** Asks who the client is. */
  void connect(Command.Connect connect, Consumer<Entry> admit) {
    Future<Verdict<Entry>> answer =
        backends.connect(Askers.of(session, connect.headers()), connect, this::isWanted);
    session.await(
        answer,
        outcome -> {
          if (outcome.succeeded() && outcome.result() instanceof Verdict.Granted<Entry> granted) {
            admit.accept(granted.result());
          } else {
            refuse(connect.id(), outcome);
            session.onRefused();
          }
        });
  }

  /** Asks whether the client may subscribe. */
  void subscribe(BackendConfig backend, Command.Subscribe command, Consumer<Grant> grant) {
    Channel channel = new Channel(command.request().channel());
    session.awaitInOrder(
        backends.subscribe(backend, Askers.of(session), command.request(), this::isWanted),
        session.subscriptions().asking(channel, answer -> take(command.id(), answer, grant)));
  }

  /** Asks what to publish. */
  void publish(
      BackendConfig backend, Channel channel, Command.Publish command, Consumer<Passed> passed) {
    decide(
        command.id(),
        backends.publish(backend, Askers.of(session), channel, command.data(), this::isWanted),
        passed);
  }

  /** Calls a backend. */
  void rpc(Command.Rpc call) {
    decide(
        call.id(),
        backends
            .rpc(Askers.of(session), call, this::isWanted)
            .orElseThrow(
                () -> new GatewayException(ErrorCode.METHOD_NOT_FOUND, "no backend has it")),
        data -> session.write(new Reply.RpcReply(call.id(), data.orElse(null))));
  }

  private <T> void decide(int id, Future<Verdict<T>> answer, Consumer<T> then) {
    session.awaitInOrder(answer, outcome -> take(id, outcome, then));
  }

  private <T> void take(int id, AsyncResult<Verdict<T>> outcome, Consumer<T> then) {
    try {
      if (outcome.succeeded() && outcome.result() instanceof Verdict.Granted<T> granted) {
        then.accept(granted.result());
      } else {
        refuse(id, outcome);
      }
    } catch (GatewayException refusal) {
      session.refuse(id, refusal);
    }
  }

  // A backend that is silent is told of once, by itself: not for every command.
  private <T> void refuse(int id, AsyncResult<Verdict<T>> outcome) {
    if (outcome.failed()) {
      session.write(new Reply.Failure(id, ErrorCode.INTERNAL));
    } else if (outcome.result() instanceof Verdict.Denied<T> denied) {
      session.write(new Reply.Refusal(id, denied.code(), denied.message(), denied.temporary()));
    } else if (outcome.result() instanceof Verdict.HangUp<T> hangUp) {
      session.disconnect(hangUp.code(), hangUp.reason());
    }
  }

  private boolean isWanted() {
    return !session.isOver();
  }
}
