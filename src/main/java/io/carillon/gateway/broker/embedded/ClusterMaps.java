package io.carillon.gateway.broker.embedded;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import io.carillon.gateway.broker.embedded.state.ChannelMergePolicy;
import io.carillon.gateway.broker.embedded.state.StateFactory;

/** What the cluster keeps its state in: two maps, each entry with one copy on another node. */
public final class ClusterMaps {
  static final String CHANNELS = "carillon.channels";
  static final String PRESENCE = "carillon.presence";
  private static final String MAJORITY = "carillon.majority";
  private static final int MERGE_BATCH = 100;

  private ClusterMaps() {}

  /**
   * Declares them.
   *
   * @param quorum nodes that have to see each other; 1 when any number will do
   */
  public static void declare(Config config, int quorum) {
    config.getSerializationConfig().addDataSerializableFactory(StateFactory.ID, new StateFactory());
    if (quorum > 1) {
      config.addSplitBrainProtectionConfig(
          new SplitBrainProtectionConfig(MAJORITY, true).setMinimumClusterSize(quorum));
    }
    config.addMapConfig(map(CHANNELS, ChannelMergePolicy.class, quorum));
    // Nodes that were on the other side say again who is with them; all else they know is old.
    config.addMapConfig(map(PRESENCE, DiscardMergePolicy.class, quorum));
  }

  // As objects: steps work on the live state and ship themselves, not the state, to the backup. An
  // index, a listener, or a get or put would undo that.
  private static MapConfig map(String name, Class<?> mergePolicy, int quorum) {
    MapConfig map =
        new MapConfig(name)
            .setInMemoryFormat(InMemoryFormat.OBJECT)
            .setBackupCount(1)
            .setStatisticsEnabled(false)
            .setPerEntryStatsEnabled(false)
            .setMergePolicyConfig(new MergePolicyConfig(mergePolicy.getName(), MERGE_BATCH));
    if (quorum > 1) {
      map.setSplitBrainProtectionName(MAJORITY);
    }
    return map;
  }
}
