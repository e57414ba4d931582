package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.ClusterListener;
import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.cluster.Peer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells of nodes that come and go, whether somebody looks or not. A node that goes down says so, so
 * that the others know why it left. Callable from any thread.
 */
final class MemberNews implements ClusterListener {
  private static final String GOODBYE = "dashboard.goodbye";

  /** Nobody waits for long for those who might hear that a node goes. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final NodeCalls calls;
  private final NodeIdentity self;
  private final Events events;

  /** Words of farewell that are kept: on Redis alone nobody may hear that these nodes have left. */
  static final int MOST_GOING = 100;

  /** Nodes that have said that they go, by id; whoever does then goes within moments. */
  private final Set<String> going = new LinkedHashSet<>();

  MemberNews(NodeCalls calls, NodeIdentity self, Events events) {
    this.calls = calls;
    this.self = self;
    this.events = events;
    calls.answer(GOODBYE, this::hear);
  }

  private Future<JsonObject> hear(JsonObject goodbye) {
    synchronized (going) {
      going.add(goodbye.getString("node"));
      if (going.size() > MOST_GOING) {
        going.remove(going.iterator().next());
      }
    }
    return Future.succeededFuture(new JsonObject());
  }

  /** This node goes down. Never fails. */
  Future<Void> sayGoodbye() {
    JsonObject goodbye = new JsonObject().put("node", self.uid());
    return calls
        .askEach(GOODBYE, goodbye, answer -> answer, PATIENCE)
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  @Override
  public void onJoined(Peer peer) {
    events.observe("joined-" + peer.uid(), "joined", peer.name() + " joined");
  }

  @Override
  public void onLeft(Peer peer) {
    left(peer.uid(), peer.name());
  }

  @Override
  public void onMerged() {
    events.add("merged", self.name() + " went over to the other side of a split");
  }

  /** A node is none of the cluster any more. */
  void left(String uid, String name) {
    boolean wasTold;
    synchronized (going) {
      wasTold = going.remove(uid);
    }
    String why = wasTold ? "it was shut down" : "it ended or is cut off, without a word";
    events.observe("left-" + uid, "left", name + " left: " + why);
  }

  /** A node that is one of the cluster leaves questions open. */
  void silent(String uid, String name) {
    events.observe("silent-" + uid, "left", name + " does not answer");
  }

  /** A node that was gone or silent answers. */
  void back(String uid, String name) {
    events.observe("back-" + uid, "joined", name + " is back");
  }
}
