package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import io.carillon.gateway.testkit.TestNodes.Joined;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who was present through a node that is gone. */
class GhostTest {
  private final List<Pair> pairs = new ArrayList<>();

  @AfterEach
  void close() {
    pairs.forEach(Pair::close);
  }

  /** With all kinds of gateways at the same time, since in Redis a node is missed after 10 s. */
  @Test
  void clientsOfANodeThatDiesLeaveOnceAndNoGhostStays() {
    for (Joined joined : Joined.values()) {
      pairs.add(new Pair(joined));
    }
    pairs.forEach(Pair::loseTheVictim);

    pairs.forEach(Pair::awaitThatItIsGone);

    pairs.forEach(Pair::awaitWhatBecomesOfItsNode);
  }

  /** Two nodes, and a client of the one who watches how a client of the other fares. */
  private static final class Pair implements AutoCloseable {
    private final Joined joined;
    private final TestNodes nodes;
    private final CentrifugeClient watcher;
    private final CentrifugeClient victim;

    Pair(Joined joined) {
      this.joined = joined;
      // Nobody answers pings while presence is waited for, which may take longer than a pong may.
      nodes =
          TestNodes.start(
              joined,
              2,
              "namespaces={default: {}, room: {presence: true, joinLeave: true}}",
              "sessions.pingInterval=5m");
      watcher = CentrifugeClient.connect(nodes.node(0));
      victim = CentrifugeClient.connect(nodes.node(1));
      watcher.subscribe("room:lobby");
      watcher.push("join");
      victim.subscribe("room:lobby");
      watcher.push("join");
    }

    void loseTheVictim() {
      if (joined == Joined.BY_HAZELCAST) {
        end(nodes.node(1).node());
      } else {
        nodes.relay(1).freeze();
      }
    }

    void awaitThatItIsGone() {
      Await.until(() -> present().equals(Set.of(watcher.id())), () -> joined + ": " + present());
      assertEquals(victim.id(), client(watcher.push("leave")), joined.name());
      assertEquals(0, watcher.pushesUntilNow(), joined.name());
    }

    void awaitWhatBecomesOfItsNode() {
      if (joined == Joined.BY_HAZELCAST) {
        Await.until(() -> nodes.node(1).node().broken().failed(), () -> "it goes on alone");
      } else {
        nodes.relay(1).strand();
        assertEquals(victim.id(), client(watcher.push("join")), joined.name());
        assertEquals(Set.of(watcher.id(), victim.id()), present(), joined.name());
      }
    }

    private Set<String> present() {
      TestNode node = nodes.node(0);
      JsonObject room = new JsonObject().put("channel", "room:lobby");
      return node.api("presence", room).getJsonObject("presence").fieldNames();
    }

    @Override
    public void close() {
      victim.close();
      watcher.close();
      nodes.close();
    }
  }

  private static void end(GatewayNode node) {
    node.backbone().cluster().orElseThrow().hazelcast().getLifecycleService().terminate();
  }

  private static String client(JsonObject joinOrLeave) {
    return joinOrLeave.getJsonObject("info").getString("client");
  }
}
