package io.carillon.gateway.session;

import io.carillon.gateway.protocol.EmulationRequest;
import io.carillon.gateway.protocol.MalformedMessage;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.OriginPolicy;
import io.carillon.gateway.wire.RequestBody;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * Takes the commands of Centrifuge clients that have no WebSocket to send them on, whichever node
 * has their session. One per route and loop.
 */
public final class EmulationEndpoint implements Handler<HttpServerRequest> {
  /** What stands around the commands: names, session and node. */
  private static final int AROUND_BYTES = 1024;

  private final LoopServices services;
  private final CrossOrigin pages;
  private final Emulation emulation;

  public EmulationEndpoint(LoopServices services, OriginPolicy origins, Emulation emulation) {
    this.services = services;
    this.pages = new CrossOrigin(origins, HttpMethod.POST);
    this.emulation = emulation;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (pages.admits(request)) {
      // As a string the commands take more, since each of their quotes is escaped.
      RequestBody.read(
          request,
          2 * services.limits().maxMessageBytes() + AROUND_BYTES,
          services.limits().connectTimeout(),
          body -> onBody(request, body));
    }
  }

  private void onBody(HttpServerRequest request, Buffer body) {
    EmulationRequest emulated;
    try {
      emulated =
          CentrifugeStreamEndpoint.isProtobuf(request)
              ? EmulationRequest.ofProtobuf(body.getBytes())
              : EmulationRequest.ofJson(body.getBytes());
    } catch (MalformedMessage malformed) {
      refuse(request, 400, "malformed: " + malformed.getMessage());
      return;
    }
    if (emulated.data().length > services.limits().maxMessageBytes()) {
      refuse(request, 413, "the commands are larger than a message may be");
      return;
    }
    emulation
        .send(emulated)
        .onComplete(
            outcome -> services.shard().loop().execute(() -> answer(request, outcome.result())));
  }

  private static void answer(HttpServerRequest request, Emulation.Outcome outcome) {
    switch (outcome) {
      case TAKEN -> request.response().setStatusCode(204).end();
      case UNKNOWN -> refuse(request, 404, "no such session");
      case MALFORMED -> refuse(request, 400, "malformed: the commands cannot be read");
      case TOO_MANY -> refuse(request, 429, "too many commands wait for the session");
      case UNAVAILABLE -> refuse(request, 503, "the node of the session does not answer");
    }
  }

  private static void refuse(HttpServerRequest request, int status, String text) {
    if (!request.response().closed()) {
      new Handshake.Refusal(status, text, Map.of()).answer(request);
    }
  }
}
