package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;

/**
 * A step that changes nothing, so that no backup hears of it.
 *
 * @param <R> what is answered
 */
abstract class ReadStep<R> extends ChannelStep<R> implements ReadOnly {
  @Override
  public final EntryProcessor<String, ChannelState, R> getBackupProcessor() {
    return null;
  }
}
