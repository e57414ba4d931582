package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.HttpCentrifugeClient;
import io.carillon.gateway.testkit.HttpCentrifugeClient.Transport;
import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Nodes that Redis alone joins. */
class EmulationOnRedisTest extends EmulationContract {
  EmulationOnRedisTest() {
    super(TestNodes.Joined.BY_REDIS);
  }

  @Test
  void nodeThatDoesNotAnswerIsTold503AndTheCommandsMayHaveArrived() {
    try (HttpCentrifugeClient client =
        HttpCentrifugeClient.connect(Transport.HTTP_STREAM, nodes().node(1), nodes().node(0))) {
      JsonObject ping = client.emulation("{\"id\":2,\"ping\":{}}");
      nodes().relay(1).freeze();
      try {
        assertEquals(503, emulate(0, ping));
      } finally {
        nodes().relay(1).thaw();
      }

      Await.until(() -> emulate(0, ping) == 204, () -> "it still does not answer");
      client.receive(2);
    }
  }
}
