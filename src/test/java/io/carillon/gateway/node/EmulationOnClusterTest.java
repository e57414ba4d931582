package io.carillon.gateway.node;

import io.carillon.gateway.testkit.TestNodes;

/** Nodes that Hazelcast joins. */
class EmulationOnClusterTest extends EmulationContract {
  EmulationOnClusterTest() {
    super(TestNodes.Joined.BY_HAZELCAST);
  }
}
