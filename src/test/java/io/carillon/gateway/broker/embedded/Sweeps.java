package io.carillon.gateway.broker.embedded;

import com.hazelcast.map.IMap;
import io.carillon.gateway.broker.embedded.state.ChannelState;
import io.carillon.gateway.broker.embedded.state.SweepChannels;
import io.carillon.gateway.cluster.Cluster;

/** Does at once what a cluster does every ten seconds. */
final class Sweeps {
  private Sweeps() {}

  static void sweep(Cluster cluster, long nowMillis) {
    IMap<String, ChannelState> channels = cluster.hazelcast().getMap(ClusterMaps.CHANNELS);
    channels.executeOnEntries(new SweepChannels(nowMillis, new long[0]));
  }
}
