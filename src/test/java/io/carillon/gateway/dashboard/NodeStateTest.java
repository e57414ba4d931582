package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodeStateTest {
  @Test
  void saysTheStateOnceAndAllReasons() {
    assertEquals("ready", new NodeState("ready", List.of()).inWords());
    assertEquals("unready: starting", new NodeState("unready", List.of("starting")).inWords());
    assertEquals(
        "draining: nobody is left; broker: no quorum",
        new NodeState("draining", List.of("draining: nobody is left", "broker: no quorum"))
            .inWords());
  }
}
