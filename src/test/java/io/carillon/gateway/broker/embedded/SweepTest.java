package io.carillon.gateway.broker.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.map.IMap;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.embedded.state.ChannelState;
import io.carillon.gateway.broker.embedded.state.VisitChannel;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.testkit.TestCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the cluster does every ten seconds, done once. */
class SweepTest {
  @Test
  void channelThatNobodyUsesAnyMoreIsForgotten() {
    try (TestCluster cluster = new TestCluster(1)) {
      IMap<String, ChannelState> map = cluster.node(0).hazelcast().getMap(ClusterMaps.CHANNELS);
      Retention second = new Retention(10, Duration.ofSeconds(1));
      map.executeOnKey("a", new VisitChannel(0, second, StreamPosition.NONE, 0, "e", 1_000));
      assertEquals(1, map.size());

      Sweeps.sweep(cluster.node(0), 1_000 + 2_001);

      assertEquals(0, map.size());
    }
  }
}
