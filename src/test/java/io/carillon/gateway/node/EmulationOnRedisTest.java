package io.carillon.gateway.node;

import io.carillon.gateway.testkit.TestNodes;

/** Nodes that Redis alone joins. */
class EmulationOnRedisTest extends EmulationContract {
  EmulationOnRedisTest() {
    super(TestNodes.Joined.BY_REDIS);
  }
}
