package io.carillon.gateway.node;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.EmulationRequest;
import io.carillon.gateway.session.Emulation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * Takes commands from the node that a client asked to the one that has its session. Callable from
 * any thread.
 */
final class EmulationCalls {
  private static final String EMULATE = "emulate";

  private EmulationCalls() {}

  /** The emulation of a node, which answers the others from now on. */
  static Emulation open(NodeCalls calls, NodeIdentity self) {
    Emulation emulation = new Emulation(self.uid(), request -> relay(calls, request));
    calls.answer(
        EMULATE,
        question ->
            emulation
                .take(question.getString("session"), question.getBinary("data"))
                .map(outcome -> new JsonObject().put("outcome", outcome.name())));
    return emulation;
  }

  private static Future<Emulation.Outcome> relay(NodeCalls calls, EmulationRequest request) {
    JsonObject question =
        new JsonObject().put("session", request.session()).put("data", request.data());
    return calls
        .ask(request.node(), EMULATE, question)
        .map(answer -> Emulation.Outcome.valueOf(answer.getString("outcome")))
        .recover(
            cause ->
                GatewayException.codeOf(cause) == ErrorCode.NOT_AVAILABLE
                    ? Future.succeededFuture(Emulation.Outcome.UNKNOWN)
                    : Future.failedFuture(cause));
  }
}
