package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingEntry;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import io.carillon.gateway.broker.stream.Epochs;

/** Joins what both sides of a split know of a channel. Found by its class name. */
public final class ChannelMergePolicy
    implements SplitBrainMergePolicy<
        ChannelState, MergingEntry<String, ChannelState>, ChannelState> {
  @Override
  public ChannelState merge(
      MergingEntry<String, ChannelState> merging, MergingEntry<String, ChannelState> existing) {
    ChannelState other = merging.getValue();
    ChannelState state = existing == null ? null : existing.getValue();
    if (state == null || other == null) {
      return state == null ? other : state;
    }
    state.merge(other, Epochs.next());
    return state;
  }

  @Override
  public void writeData(ObjectDataOutput out) {}

  @Override
  public void readData(ObjectDataInput in) {}
}
