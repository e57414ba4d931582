package io.carillon.gateway.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.spi.merge.LatestUpdateMergePolicy;

/**
 * How Hazelcast keeps the tables of {@link VertxTable}: each entry with one copy on another node;
 * when two sides of a split are one again, what was put last stays.
 */
final class TableSettings {
  static final String PREFIX = "carillon.table.";
  private static final int MERGE_BATCH = 100;

  private TableSettings() {}

  static void declare(Config config) {
    config.addMapConfig(
        new MapConfig(PREFIX + "*")
            .setBackupCount(1)
            .setStatisticsEnabled(false)
            // Without it nobody knows when an entry was put.
            .setPerEntryStatsEnabled(true)
            .setMergePolicyConfig(
                new MergePolicyConfig(LatestUpdateMergePolicy.class.getName(), MERGE_BATCH)));
  }
}
