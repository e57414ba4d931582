package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.metrics.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodePartsTest {
  // Each node that other tests start would fail if it made them there.
  @Test
  void partsOfANodeAreNotMadeOnALoopWhichTheyWouldHoldUp() throws Exception {
    GatewayConfig config = ConfigLoader.load(Optional.empty(), List.of(), Map.of());
    Vertx vertx = Vertx.vertx();
    try (Metrics metrics = new Metrics("test")) {
      Context loop = vertx.getOrCreateContext();
      var made =
          Future.<NodeParts>future(
              parts ->
                  loop.runOnContext(
                      none -> {
                        try {
                          parts.complete(NodeParts.of(config, metrics, null, List::of));
                        } catch (RuntimeException refused) {
                          parts.fail(refused);
                        }
                      }));
      assertEquals(
          "the parts of a node were to be made on an event loop",
          assertThrows(IllegalStateException.class, () -> made.await(20, TimeUnit.SECONDS))
              .getMessage());
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
    }
  }
}
