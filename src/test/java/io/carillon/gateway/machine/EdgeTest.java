package io.carillon.gateway.machine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.ConfigLoader;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An edge whose Vert.x has ended, as it does under nodes that go down. */
class EdgeTest {
  private final Edge edge =
      Edge.of(ConfigLoader.load(Optional.empty(), List.of(), Map.of()).limits(), () -> 0);
  private final Vertx ended = Vertx.vertx();

  @BeforeEach
  void end() throws Exception {
    ended.close().await(20, SECONDS);
  }

  @Test
  void lookThatComesTooLateFailsAndDoesNotThrow() {
    var look = edge.look(ended);

    assertThrows(RejectedExecutionException.class, () -> look.await(20, SECONDS));
  }

  @Test
  void closedOneDoesNotLook() {
    edge.close();

    assertTrue(edge.look(ended).succeeded());
  }
}
