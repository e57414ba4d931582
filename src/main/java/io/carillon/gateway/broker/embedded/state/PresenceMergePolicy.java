package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingEntry;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;

/** Everybody whom either side of a split knows is there. Found by its class name. */
public final class PresenceMergePolicy
    implements SplitBrainMergePolicy<
        PresenceState, MergingEntry<String, PresenceState>, PresenceState> {
  @Override
  public PresenceState merge(
      MergingEntry<String, PresenceState> merging, MergingEntry<String, PresenceState> existing) {
    PresenceState other = merging.getValue();
    PresenceState state = existing == null ? null : existing.getValue();
    return state == null || other == null ? (state == null ? other : state) : state.merge(other);
  }

  @Override
  public void writeData(ObjectDataOutput out) {}

  @Override
  public void readData(ObjectDataInput in) {}
}
