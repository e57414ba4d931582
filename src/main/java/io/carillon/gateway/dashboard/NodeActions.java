package io.carillon.gateway.dashboard;

import io.carillon.gateway.api.NodeDrain;
import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.RawJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What people do to nodes from a page of any of them; all pages are told who did it. */
final class NodeActions {
  private static final String DRAIN = "dashboard.drain";

  private final NodeCalls calls;
  private final NodeIdentity self;
  private final NodeDrain drain;
  private final Events events;

  NodeActions(NodeCalls calls, NodeIdentity self, NodeDrain drain, Events events) {
    this.calls = calls;
    this.self = self;
    this.drain = drain;
    this.events = events;
    calls.answer(DRAIN, question -> Future.succeededFuture(drainOwn(question)));
  }

  /** Answers a page's {@code drain}. */
  Future<JsonObject> drain(FeedClient page, RawJson question) {
    String node = question.string("node");
    boolean begin = question.bool("drain");
    JsonObject wanted = new JsonObject().put("drain", begin);
    Future<JsonObject> asked =
        node.equals(self.uid())
            ? Future.succeededFuture(drainOwn(wanted))
            : calls.ask(node, DRAIN, wanted);
    return asked.map(
        answer -> {
          if (answer.containsKey("refused")) {
            throw new GatewayException(ErrorCode.CONFLICT, answer.getString("refused"));
          }
          String what = begin ? ": drain" : ": drain taken back";
          events.add("action", answer.getString("name") + what, page.grant().user());
          return new JsonObject().put("done", true);
        });
  }

  private JsonObject drainOwn(JsonObject wanted) {
    JsonObject answer = new JsonObject().put("name", self.name());
    try {
      if (wanted.getBoolean("drain")) {
        drain.begin();
      } else {
        drain.cancel();
      }
      return answer;
    } catch (GatewayException refused) {
      return answer.put("refused", refused.getMessage());
    }
  }
}
